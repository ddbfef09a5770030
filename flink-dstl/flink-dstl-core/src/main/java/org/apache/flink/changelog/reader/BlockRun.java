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
package org.apache.flink.changelog.reader;

import org.apache.flink.changelog.format.BlockEntry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Blocks without a gap between them, to be fetched in one read. */
final class BlockRun {

    private final long position;
    private final List<BlockEntry> blocks = new ArrayList<>();
    private int lengthBytes;

    BlockRun(long position, BlockEntry first) {
        this.position = position;
        append(first);
    }

    void append(BlockEntry block) {
        blocks.add(block);
        lengthBytes += block.storedBytes();
    }

    /** Of the first block, in the resource. */
    long position() {
        return position;
    }

    int lengthBytes() {
        return lengthBytes;
    }

    long endPosition() {
        return position + lengthBytes;
    }

    List<BlockEntry> blocks() {
        return Collections.unmodifiableList(blocks);
    }
}
