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

import java.util.Map;
import java.util.Optional;

/**
 * Loads the classes of the runtime from the jar, patched ones and extensions from memory, so that
 * all of them share runtime packages and types, as they do in use.
 *
 * <p>Libraries come from the parent, which is asked last: it has an unpatched runtime.
 */
final class PatchedClassLoader extends ClassLoader {

    private final RuntimeJar runtime;
    private final Map<String, byte[]> replacements;

    PatchedClassLoader(
            RuntimeJar runtime, Map<String, byte[]> replacements, ClassLoader libraries) {
        super(libraries);
        this.runtime = runtime;
        this.replacements = replacements;
    }

    /** Initializes a class: Java has no other portable way to have its methods verified. */
    void link(String className) throws ClassNotFoundException {
        Class.forName(className, true, this);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            Optional<byte[]> classFile = Optional.ofNullable(replacements.get(name));
            if (classFile.isEmpty()) {
                classFile = runtime.classFile(name);
            }
            if (classFile.isPresent()) {
                return defineClass(name, classFile.get(), 0, classFile.get().length);
            }
            return super.loadClass(name, resolve);
        }
    }
}
