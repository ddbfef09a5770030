/*
 * Licensed to the Apache Software Foundation (ASF) under one or more
 * contributor license agreements.  See the NOTICE file distributed with
 * this work for additional information regarding copyright ownership.
 * The ASF licenses this file to You under the Apache License, Version 2.0
 * (the "License"); you may not use this file except in compliance with
 * the License.  You may obtain a copy of the License at
 *
 *    http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.flinkgic.tests.kafka;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/** Creates topics; waits for the broker if it is not up yet. */
@Command(name = "create-topics", description = "Creates topics as soon as the broker is up.")
final class CreateTopicsCommand implements Callable<Integer> {

    private static final short NO_COPIES = 1;

    @Option(names = "--bootstrap-servers", required = true)
    private String bootstrapServers;

    @Option(names = "--topics", required = true, split = ",")
    private List<String> topics;

    @Option(names = "--partitions", required = true, description = "Of each topic.")
    private int partitions;

    @Override
    public Integer call() throws ExecutionException, InterruptedException {
        Lifeline.endWithOwner();
        List<NewTopic> wanted = new ArrayList<>();
        topics.forEach(topic -> wanted.add(new NewTopic(topic, partitions, NO_COPIES)));
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrapServers);
        try (Admin admin = Admin.create(settings)) {
            admin.createTopics(wanted).all().get();
        }
        return 0;
    }
}
