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
/**
 * One thing happens at a time, in an order that a seed decides, with manual time.
 *
 * <p>Door type: {@link org.apache.flink.changelog.testkit.scheduler.SeededScheduler}. Commands that
 * block in a store are coroutines: each has a real thread, which runs only while the scheduler's
 * thread waits for it. So a step can be delayed or hang, or be overtaken, and a history is still
 * the same for the same seed.
 */
package org.apache.flink.changelog.testkit.scheduler;
