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
package org.apache.flink.runtime.changelog.attach;

import org.apache.flink.runtime.changelog.ChangelogCoordinator;
import org.apache.flink.runtime.changelog.accounting.ChangelogAccounts;

import static org.apache.flink.util.Preconditions.checkNotNull;

/** The coordinator of a job, and those of its listeners that others ask. Immutable. */
final class AttachedJob {

    private final ChangelogCoordinator coordinator;
    private final ChangelogAccounts accounts;
    private final JobLife life;

    AttachedJob(ChangelogCoordinator coordinator, ChangelogAccounts accounts, JobLife life) {
        this.coordinator = checkNotNull(coordinator);
        this.accounts = checkNotNull(accounts);
        this.life = checkNotNull(life);
    }

    ChangelogCoordinator coordinator() {
        return coordinator;
    }

    JobLife life() {
        return life;
    }

    ChangelogAccounts accounts() {
        return accounts;
    }
}
