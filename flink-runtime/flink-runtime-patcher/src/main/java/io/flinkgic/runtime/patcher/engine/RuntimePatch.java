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

import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * One change to one method of Flink's runtime, for one reason.
 *
 * <p>Keep the change to a single call into flink-runtime-extensions, where the logic can be read,
 * tested and debugged. A patch must not add members to the class it changes.
 */
public interface RuntimePatch {

    /** The method to change and the bytecode this patch was written for. */
    PatchTarget target();

    /** Why Flink's behaviour is not enough, in one sentence; shown when the target has changed. */
    String reason();

    /** The upstream ticket or discussion; shown when the target has changed. */
    String upstreamReference();

    /**
     * Describes the change.
     *
     * @param builder of the class as it is so far; earlier patches of the same class are in it
     * @param method matches exactly the target method
     */
    DynamicType.Builder<?> change(
            DynamicType.Builder<?> builder, ElementMatcher<? super MethodDescription> method);
}
