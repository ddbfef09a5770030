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
 * Reads segments back: only the key groups asked for, and only the bytes they need.
 *
 * <p>Owns what is fetched when; the bytes themselves are {@code format}'s, and {@code source} gets
 * them. Doors: {@link org.apache.flink.changelog.reader.KeyGroupChangelogReader} and its
 * implementation for handles to streams, {@link
 * org.apache.flink.changelog.reader.StreamHandleChangelogReader}, which may fetch ahead ({@link
 * org.apache.flink.changelog.reader.LookAhead}); for a medium of its own, {@link
 * org.apache.flink.changelog.reader.SegmentReader} on a {@link
 * org.apache.flink.changelog.source.SegmentSource}; for tools, {@link
 * org.apache.flink.changelog.reader.BatchDirectoryReader}.
 *
 * <p>Threads: whoever restores, and those that fetch ahead for it. Readers are thread-safe, an
 * iterator belongs to one thread.
 */
package org.apache.flink.changelog.reader;
