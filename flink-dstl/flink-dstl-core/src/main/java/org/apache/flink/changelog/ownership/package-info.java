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
 * Who may delete a stored batch, and when.
 *
 * <p>Door types: {@link org.apache.flink.changelog.ownership.SegmentOwnership}, {@link
 * org.apache.flink.changelog.ownership.StoredSegment}, {@link
 * org.apache.flink.changelog.ownership.DiscardQueue} with {@link
 * org.apache.flink.changelog.ownership.Discard} and {@link
 * org.apache.flink.changelog.ownership.DiscardSettings}. Uploader threads adopt batches, task
 * threads release and confirm segments, the discard threads delete. A deletion that fails is tried
 * again, and in the end left to whoever cleans up after lost TaskManagers.
 */
package org.apache.flink.changelog.ownership;
