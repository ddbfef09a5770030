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
package org.apache.flink.runtime.changelog.attach;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class LogRootTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://bucket/dstl",
                "abfss://container@account.dfs.core.windows.net/dstl",
                "hdfs://namenode:8020/flink/dstl",
                "alluxio://one:19998,two:19998/dstl",
                "file:///var/dstl:a@b"
            })
    void theBaseOfTheLogIsThatOfTheCluster(String path) {
        assertThat(LogRoot.of(cluster(path))).contains(new Path(path));
        assertThat(LogRoot.of(new Configuration())).isEmpty();
    }

    /** The marker there could not be written, which would be logged. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://AKIA1:hush@bucket/dstl",
                "s3://AKIA1:hu/sh@bucket/dstl",
                "s3a://AKIA1:12/hush@bucket/dstl",
                "s3://AKIA1:hu sh\\ %zz@bucket"
            })
    void aBaseThatTasksRefuseForItsCredentialsIsNone(String path) {
        assertThat(LogRoot.of(cluster(path))).isEmpty();
    }

    @Test
    void theOlderNameOfTheOptionCounts() {
        Configuration cluster = new Configuration();
        cluster.setString("dstl.dfs.base-path", "s3://bucket/dstl");
        assertThat(LogRoot.of(cluster)).isEqualTo(Optional.of(new Path("s3://bucket/dstl")));
    }

    private static Configuration cluster(String path) {
        Configuration cluster = new Configuration();
        cluster.setString("state.changelog.dstl.dfs.base-path", path);
        return cluster;
    }
}
