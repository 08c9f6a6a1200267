// SPDX-License-Identifier: Apache-2.0
import { createContext } from "preact";
import { chooseEngine } from "../engine/choose";
import type { Engine } from "../engine/engine";

export const EngineContext = createContext<Engine>(chooseEngine());
