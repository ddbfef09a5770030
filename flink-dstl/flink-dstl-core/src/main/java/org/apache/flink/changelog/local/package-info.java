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
 * Copies of stored batches on local disk, for a quick restore with local recovery.
 *
 * <p>Door types: {@link org.apache.flink.changelog.local.LocalMirror} to write, one for each
 * storage, {@link org.apache.flink.changelog.local.LocalMirrors} and {@link
 * org.apache.flink.changelog.local.LocalCopies} to find them. A copy is byte for byte the batch,
 * and known by the batch's name, so that whoever reads a batch may read the copy instead: a task
 * that was rescaled, too. Uploader threads bring bytes, a thread of the mirror touches the disk,
 * tasks that restore read.
 */
package org.apache.flink.changelog.local;
