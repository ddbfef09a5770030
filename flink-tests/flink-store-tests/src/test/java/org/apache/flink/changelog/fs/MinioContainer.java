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
package org.apache.flink.changelog.fs;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.Path;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

import java.util.UUID;

/** MinIO with one bucket, in a container. */
final class MinioContainer extends GenericContainer<MinioContainer> {

    private static final int PORT = 9000;
    private static final String USER = "user-of-the-test";
    private static final String PASSWORD = "password-of-the-test";
    private static final String BUCKET = "bucket";

    MinioContainer() {
        super(System.getProperty("minio.image"));
        withEnv("MINIO_ROOT_USER", USER);
        withEnv("MINIO_ROOT_PASSWORD", PASSWORD);
        withExposedPorts(PORT);
        withCreateContainerCmdModifier(command -> command.withEntrypoint("sh", "-c"));
        setCommand("mkdir -p /data/" + BUCKET + " && exec minio server /data");
        waitingFor(Wait.forHttp("/minio/health/ready").forPort(PORT));
    }

    Configuration flinkConfiguration() {
        Configuration configuration = new Configuration();
        configuration.setString("s3.endpoint", "http://" + getHost() + ":" + getMappedPort(PORT));
        configuration.setString("s3.path.style.access", "true");
        configuration.setString("s3.access-key", USER);
        configuration.setString("s3.secret-key", PASSWORD);
        return configuration;
    }

    static Path newBasePath() {
        return new Path("s3://" + BUCKET + "/" + UUID.randomUUID());
    }
}
