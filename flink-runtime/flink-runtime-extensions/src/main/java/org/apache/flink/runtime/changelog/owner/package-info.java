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
 * Who may need the files of a folder: runs of jobs leave their markers in it.
 *
 * <pre>
 *   &lt;base path of the log&gt;/&lt;job id&gt;/dstl/&lt;random&gt;
 *   &lt;base path of the log&gt;/&lt;job id&gt;/owners/&lt;name that follows from the run's folder&gt;
 *   &lt;folder of the run's checkpoints&gt;/taskowned/&lt;random&gt;
 *   &lt;folder of the run's checkpoints&gt;/owners/&lt;the same name&gt;
 * </pre>
 *
 * <p>A run is what writes checkpoints into one folder, through all restarts and JobManagers. Two
 * runs of one job id may share the base path of the log, but know nothing of each other's
 * checkpoints. Each leaves its marker before its tasks store anything, or soon after, so that the
 * janitor of the other ({@code org.apache.flink.runtime.changelog.janitor}) knows of it. A run that
 * has claimed a checkpoint of another leaves its marker in the folders of that one, too, and takes
 * away that of the other: should the other be started again, it puts it back.
 *
 * <p>Door: {@link org.apache.flink.runtime.changelog.owner.OwnerMarkers}. Entered by the janitor's
 * thread only, which waits for the store.
 */
package org.apache.flink.runtime.changelog.owner;
