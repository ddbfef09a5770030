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
package org.apache.flink.changelog.source;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * How a medium gives parts of a resource (a file, an object) that contains segments.
 *
 * <p>Belongs to one thread.
 */
public interface SegmentSource extends Closeable {

    /** Name of the resource, as its users know it; part of every error. */
    String resource();

    /** Length of the resource; empty if it cannot be had for free. */
    OptionalLong sizeBytes();

    /**
     * Fills {@code len} bytes of an array from {@code off} on.
     *
     * @param position in the resource of the first byte
     * @throws EOFException if the resource ends before; the array's content is undefined then
     * @throws IOException if it cannot be read
     */
    void read(long position, byte[] into, int off, int len) throws IOException;
}
