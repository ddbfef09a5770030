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

/**
 * A real S3 server for tests, in a process of its own on loopback, and Flink's S3 plugins, loaded
 * as on a TaskManager. The door types are {@link io.flinkgic.tests.s3.S3Server} and {@link
 * io.flinkgic.tests.s3.S3Plugin}; only the test's thread enters.
 */
package io.flinkgic.tests.s3;
