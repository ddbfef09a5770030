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
 * What a log knows of the expiry of state, and what a replay leaves out because of it.
 *
 * <p>Doors: {@link org.apache.flink.state.changelog.expiry.Expiry}, which replay asks value by
 * value, and {@link org.apache.flink.state.changelog.expiry.RestoredExpiry}, which remembers by
 * which times to live that was done. Entered by the thread that restores, then by the task thread.
 */
package org.apache.flink.state.changelog.expiry;
