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
 * The durable format of segments and batches, version 1; the normative text is {@code
 * docs/format/segment-v1.md}.
 *
 * <p>Owns every byte of it, for writing and for reading, but does no reading itself: that is up to
 * {@code reader}. Doors: {@link org.apache.flink.changelog.format.BatchEncoder} and {@link
 * org.apache.flink.changelog.format.SegmentEncoder} to write, {@link
 * org.apache.flink.changelog.format.SegmentHeader}, {@link
 * org.apache.flink.changelog.format.BlockCodec} and {@link
 * org.apache.flink.changelog.format.BatchDirectory} to read, {@link
 * org.apache.flink.changelog.format.SegmentFormat} for the layout, and the three errors {@link
 * org.apache.flink.changelog.format.CorruptSegmentException}, {@link
 * org.apache.flink.changelog.format.TruncatedSegmentException} and {@link
 * org.apache.flink.changelog.format.UnknownSegmentVersionException}.
 *
 * <p>Threads: an encoder belongs to one thread at a time; values are immutable.
 */
package org.apache.flink.changelog.format;
