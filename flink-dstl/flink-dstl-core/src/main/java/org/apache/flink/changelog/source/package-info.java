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
 * Where the bytes of a log come from: a file that several tasks open once together, its local copy,
 * or the handle itself.
 *
 * <p>Doors: {@link org.apache.flink.changelog.source.SegmentSource}, which a medium of its own
 * implements; {@link org.apache.flink.changelog.source.HandleSources} for handles, and {@link
 * org.apache.flink.changelog.source.SharedSources} (timed by a {@link
 * org.apache.flink.changelog.timer.CallTimer}), through which readers open a file once together;
 * {@link org.apache.flink.changelog.source.BytesSource}.
 *
 * <p>Threads: whoever restores. Shared sources are thread-safe, a source belongs to one thread. The
 * timer closes what is idle.
 */
package org.apache.flink.changelog.source;
