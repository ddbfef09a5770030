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
package org.apache.flink.state.changelog.queue;

import org.apache.flink.util.CloseableIterator;

import java.io.IOException;

/**
 * Changes the table of one queue and the log together, or neither: what differs between kinds of
 * tables. Task thread only.
 */
interface QueueChanges<T> {

    /** Returns whether the head changed. */
    boolean add(T element) throws IOException;

    /** Returns whether the head changed. */
    boolean remove(T element) throws IOException;

    /** Takes out the head, which is given. */
    T poll(T head) throws IOException;

    /** Removes the last element of an iterator of the table, which is given. */
    void removeThrough(CloseableIterator<T> iterator, T element) throws IOException;
}
