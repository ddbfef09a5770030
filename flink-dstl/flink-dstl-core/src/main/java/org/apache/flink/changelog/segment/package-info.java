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
 * The changes of one writer in memory: encoded in place into pooled chunks, then sealed.
 *
 * <p>Owns the layout of records in chunks and the reuse of chunks. Doors: {@link
 * org.apache.flink.changelog.segment.ChunkPool}, {@link
 * org.apache.flink.changelog.segment.SegmentBuffer}, {@link
 * org.apache.flink.changelog.segment.SealedSegment} and, for those who encode one, {@link
 * org.apache.flink.changelog.segment.RecordCursor}.
 *
 * <p>Threads: a task thread fills a buffer and seals it; upload threads read a sealed segment and
 * release it; all of them share the pool.
 */
package org.apache.flink.changelog.segment;
