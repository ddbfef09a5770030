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

import java.util.Objects;

/**
 * The method a patch changes, and the bytecode it was written for.
 *
 * <p>Two hashes are pinned. That of the method says that the patch still means what its author
 * read. That of the whole class says that nothing else in it changed either: the drop-in jar
 * replaces whole classes of a stock installation, so their other methods must be the same there.
 */
public final class PatchTarget {

    private final String className;
    private final String methodName;
    private final String descriptor;
    private final String methodSha256;
    private final String classSha256;

    /**
     * @param className binary name with dots
     * @param descriptor of the method, as in the class file
     * @param methodSha256 of the method's instructions without debug information, in hex
     * @param classSha256 of the class file, in hex
     */
    public PatchTarget(
            String className,
            String methodName,
            String descriptor,
            String methodSha256,
            String classSha256) {
        this.className = Objects.requireNonNull(className);
        this.methodName = Objects.requireNonNull(methodName);
        this.descriptor = Objects.requireNonNull(descriptor);
        this.methodSha256 = Objects.requireNonNull(methodSha256);
        this.classSha256 = Objects.requireNonNull(classSha256);
    }

    String className() {
        return className;
    }

    String methodName() {
        return methodName;
    }

    String descriptor() {
        return descriptor;
    }

    String methodSha256() {
        return methodSha256;
    }

    String classSha256() {
        return classSha256;
    }

    /** As listed in the manifest: {@code SimpleClass#method}. */
    String label() {
        return className.substring(className.lastIndexOf('.') + 1) + '#' + methodName;
    }

    @Override
    public String toString() {
        return className + '#' + methodName + descriptor;
    }
}
