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
package io.flinkgic.tools.leftovers;

import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads with Flink's own classes which files a checkpoint refers to. Loaded by {@link
 * CheckpointMetadataReader}, in a class loader that has an installation's jars.
 *
 * <p>It knows no kind of handle: it looks through all fields of all objects that Flink made of the
 * metadata, so that it does not share the mistakes of code that knows them.
 */
public final class ReferencedPaths {

    private static final String FLINK = "org.apache.flink.";

    private final Set<Object> visited = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<String> paths = new TreeSet<>();

    private ReferencedPaths() {}

    /** Paths, without a scheme, of all files that the metadata names. */
    public static Set<String> in(java.nio.file.Path metadata) throws IOException {
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(metadata)))) {
            CheckpointMetadata checkpoint =
                    Checkpoints.loadCheckpointMetadata(
                            in,
                            ReferencedPaths.class.getClassLoader(),
                            metadata.getParent().toUri().toString());
            ReferencedPaths found = new ReferencedPaths();
            found.look(checkpoint.getOperatorStates());
            found.look(checkpoint.getMasterStates());
            return found.paths;
        } catch (IllegalAccessException e) {
            throw new IOException("cannot look into the states of " + metadata, e);
        }
    }

    private void look(Object object) throws IllegalAccessException {
        if (object == null || !visited.add(object)) {
            return;
        }
        if (object instanceof Path) {
            paths.add(((Path) object).getPath());
        } else if (object instanceof Iterable) {
            for (Object each : (Iterable<?>) object) {
                look(each);
            }
        } else if (object instanceof Map) {
            look(((Map<?, ?>) object).keySet());
            look(((Map<?, ?>) object).values());
        } else if (object instanceof Object[]) {
            for (Object each : (Object[]) object) {
                look(each);
            }
        } else if (object.getClass().getName().startsWith(FLINK)) {
            lookIntoFields(object);
        }
    }

    private void lookIntoFields(Object object) throws IllegalAccessException {
        for (Class<?> type = object.getClass();
                type.getName().startsWith(FLINK);
                type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    field.setAccessible(true);
                    look(field.get(object));
                }
            }
        }
    }
}
