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
package io.flinkgic.tools.store;

import io.flinkgic.tools.stage.BuildProducts;
import io.flinkgic.tools.stage.WorkDirectory;

import java.io.IOException;

/** The stores, named as options' values. */
public enum StoreKind {
    /** A directory, by a file system plugin of the tests. */
    local {
        @Override
        public Store open(WorkDirectory work, BuildProducts products) throws IOException {
            return new LocalStore(work, products.faultyStore());
        }
    },
    /** An S3 server, by Flink's plugin that has Presto's client. */
    s3presto {
        @Override
        public Store open(WorkDirectory work, BuildProducts products) throws IOException {
            return S3Store.of(work, products, "s3-presto");
        }
    },
    /** An S3 server, by Flink's plugin that has Hadoop's client. */
    s3hadoop {
        @Override
        public Store open(WorkDirectory work, BuildProducts products) throws IOException {
            return S3Store.of(work, products, "s3-hadoop");
        }
    };

    /**
     * @param work for all of its files
     */
    public abstract Store open(WorkDirectory work, BuildProducts products) throws IOException;
}
