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
package io.flinkgic.tools.stage;

import io.flinkgic.tools.cluster.DropIn;
import io.flinkgic.tools.cluster.FlinkHome;

import java.io.IOException;
import java.nio.file.Path;

/** The ways to install, named as the option's values. */
public enum Layout {
    /** Our distribution. */
    dist {
        @Override
        public FlinkHome install(BuildProducts products, Path target) throws IOException {
            return FlinkHome.at(products.distribution());
        }
    },
    /** A stock Flink with our jars in its {@code lib/}. */
    dropin {
        @Override
        public FlinkHome install(BuildProducts products, Path target) throws IOException {
            return DropIn.install(
                    products.stockFlink(), products.dropInBundle(), target, jar -> true);
        }
    },
    /** A stock Flink with all of our jars but the patched runtime. */
    unpatched {
        @Override
        public FlinkHome install(BuildProducts products, Path target) throws IOException {
            return DropIn.install(
                    products.stockFlink(),
                    products.dropInBundle(),
                    target,
                    jar -> !jar.startsWith("flink-runtime-"));
        }
    },
    /** A stock Flink, with nothing of ours. */
    stock {
        @Override
        public FlinkHome install(BuildProducts products, Path target) throws IOException {
            return FlinkHome.at(products.stockFlink());
        }
    };

    /** Whether our patches are in it. */
    public boolean isPatched() {
        return this == dist || this == dropin;
    }

    /**
     * @param target a directory that does not exist, for layouts that need a copy
     */
    public abstract FlinkHome install(BuildProducts products, Path target) throws IOException;
}
