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
 * An object store for benchmarks and tests, as a Flink file system over a local directory: requests
 * take their time, some of them much more; all transfers share one bandwidth; an object appears
 * whole when its upload is closed and is never appended to or renamed. What happens is counted.
 *
 * <p>Door types: {@link org.apache.flink.changelog.testkit.objectstore.ObjectStoreFileSystem},
 * which Flink finds by the scheme {@code objectstore}, {@link
 * org.apache.flink.changelog.testkit.objectstore.ObjectStoreOptions} and {@link
 * org.apache.flink.changelog.testkit.objectstore.StoreMeter}. Needs only flink-core, so that it can
 * be loaded beside any changelog, also that of stock Flink. Any threads of Flink enter.
 */
package org.apache.flink.changelog.testkit.objectstore;
