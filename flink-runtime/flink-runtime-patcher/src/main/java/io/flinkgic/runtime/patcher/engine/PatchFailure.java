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
package io.flinkgic.runtime.patcher.engine;

/**
 * A patch does not fit the runtime it is applied to; the build must stop.
 *
 * <p>The message says which class and method, what was expected, what was found, and what to do.
 */
final class PatchFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private PatchFailure(String message) {
        super(message);
    }

    static PatchFailure of(RuntimePatch patch, String expected, String found, String whatToDo) {
        return new PatchFailure(
                String.format(
                        "%s cannot be applied to %s%n"
                                + "  expected:   %s%n"
                                + "  found:      %s%n"
                                + "  what to do: %s%n"
                                + "  reason of the patch: %s (%s)",
                        patch.getClass().getSimpleName(),
                        patch.target(),
                        expected,
                        found,
                        whatToDo,
                        patch.reason(),
                        patch.upstreamReference()));
    }
}
