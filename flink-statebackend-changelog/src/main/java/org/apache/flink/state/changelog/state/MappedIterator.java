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
package org.apache.flink.state.changelog.state;

import java.util.Iterator;
import java.util.function.Function;

/** One side of the entries of a logged iterator; removes through it. */
final class MappedIterator<T, R> implements Iterator<R> {

    private final Iterator<T> iterator;
    private final Function<T, R> mapping;

    MappedIterator(Iterator<T> iterator, Function<T, R> mapping) {
        this.iterator = iterator;
        this.mapping = mapping;
    }

    @Override
    public boolean hasNext() {
        return iterator.hasNext();
    }

    @Override
    public R next() {
        return mapping.apply(iterator.next());
    }

    @Override
    public void remove() {
        iterator.remove();
    }
}
