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
package org.apache.flink.state.changelog.traffic;

/** A checkpoint waits for this part of the log to become durable; materializations wait for it. */
@FunctionalInterface
public interface LogCommit {

    /**
     * The wait is over. To be called once, by any thread, however it ended.
     *
     * @param stored whether a store made the log durable; the time that a failure took, or a delta
     *     that needed no store, says nothing about the way there
     */
    void ended(boolean stored);
}
