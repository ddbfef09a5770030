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
package io.flinkgic.tools;

import io.flinkgic.tools.chaos.ChaosCommand;
import io.flinkgic.tools.conformance.ConformanceCommand;
import io.flinkgic.tools.demo.DemoCommand;
import io.flinkgic.tools.output.VerifyOutputCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The root command. Exit codes: 0 success, 1 failure, 2 wrong usage. */
@Command(
        name = "gic",
        description = "Tools for Flink with generic incremental checkpoints.",
        mixinStandardHelpOptions = true,
        subcommands = {
            DemoCommand.class,
            ChaosCommand.class,
            ConformanceCommand.class,
            VerifyOutputCommand.class
        })
public final class Gic {

    private Gic() {}

    /** Runs a subcommand and exits with its code. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Gic()).execute(args));
    }
}
