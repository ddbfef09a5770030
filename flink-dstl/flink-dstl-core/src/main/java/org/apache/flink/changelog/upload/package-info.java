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
 * Brings sealed segments of all writers of a job into the store: one scheduler for each job and
 * TaskManager.
 *
 * <p>Door types: {@link org.apache.flink.changelog.upload.UploadScheduler}, {@link
 * org.apache.flink.changelog.upload.UploadSettings}, {@link
 * org.apache.flink.changelog.upload.UploadThreads} and, for writers, {@link
 * org.apache.flink.changelog.upload.SegmentUpload} and {@link
 * org.apache.flink.changelog.upload.LogEpoch}. The scheduler decides everything under one lock,
 * which is never held during I/O or while a listener is called; an {@code UploadSession} does the
 * I/O of one attempt. Task threads submit, ask for commits and cancel; uploader threads write and
 * call the listeners; the timer thread only decides.
 */
package org.apache.flink.changelog.upload;
