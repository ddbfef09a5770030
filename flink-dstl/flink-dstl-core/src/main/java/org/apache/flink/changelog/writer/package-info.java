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
 * The log of one backend: takes changes, seals them into segments, and answers persist, confirm and
 * truncate.
 *
 * <p>Door types: {@link org.apache.flink.changelog.writer.InPlaceChangelogWriter} and {@link
 * org.apache.flink.changelog.writer.DurableChangelogWriter}; {@link
 * org.apache.flink.changelog.writer.WriterEnvironment} and the settings to make one. The task
 * thread calls the writer; what becomes of its segments arrives on uploader threads. Both meet in
 * the {@code SegmentTimeline} under its lock. The tasks of a TaskManager meet in {@code
 * InlineDeltas}, under a lock that is held while a few kilobytes are encoded. The timer reaches a
 * writer through its task's mailbox only.
 */
package org.apache.flink.changelog.writer;
