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
package org.apache.flink.state.changelog.checkpoint;

import org.apache.flink.util.concurrent.FutureUtils;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RunnableFuture;
import java.util.function.Function;

/**
 * A snapshot that somebody else completes. {@link #run} has nothing to do: Flink calls it before it
 * waits. Cancelling it lets go of the result; what produces it goes on.
 */
final class SnapshotFuture<T> extends CompletableFuture<T> implements RunnableFuture<T> {

    /** Completes on the thread that completes {@code source}. */
    static <S, T> SnapshotFuture<T> of(CompletableFuture<S> source, Function<S, T> mapping) {
        SnapshotFuture<T> result = new SnapshotFuture<>();
        FutureUtils.forward(source.thenApply(mapping), result);
        return result;
    }

    @Override
    public void run() {}
}
