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
package org.apache.flink.changelog.format;

import java.io.IOException;

/** A resource ends before the segment or batch that it should contain. */
public final class TruncatedSegmentException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String resource;
    private final long offset;
    private final String expected;
    private final String found;

    /**
     * @param resource the file or object, as its users know it
     * @param offset in the resource, in bytes
     */
    public TruncatedSegmentException(String resource, long offset, String expected, String found) {
        super(
                "Truncated changelog data in "
                        + resource
                        + " at offset "
                        + offset
                        + ": expected "
                        + expected
                        + ", found "
                        + found);
        this.resource = resource;
        this.offset = offset;
        this.expected = expected;
        this.found = found;
    }

    public String resource() {
        return resource;
    }

    /** Of what was wrong, in bytes from the begin of the resource. */
    public long offset() {
        return offset;
    }

    public String expected() {
        return expected;
    }

    public String found() {
        return found;
    }
}
