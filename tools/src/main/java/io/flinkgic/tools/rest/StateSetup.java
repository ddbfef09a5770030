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
package io.flinkgic.tools.rest;

/** Which state backend a job really has. */
public final class StateSetup {

    private final String backend;
    private final boolean changelogEnabled;
    private final String changelogStorage;

    public StateSetup(String backend, boolean changelogEnabled, String changelogStorage) {
        this.backend = backend;
        this.changelogEnabled = changelogEnabled;
        this.changelogStorage = changelogStorage;
    }

    /** Whether state changes are logged to this storage. */
    public boolean logsTo(String storage) {
        return changelogEnabled && changelogStorage.equals(storage);
    }

    public boolean logs() {
        return changelogEnabled;
    }

    @Override
    public String toString() {
        return backend
                + (changelogEnabled
                        ? ", changelog on, storage " + changelogStorage
                        : ", changelog off");
    }
}
