// SPDX-License-Identifier: Apache-2.0
import { render } from "preact";
import { App } from "./app";
import "./style/page.css";

const root = document.getElementById("page");
if (root) render(<App />, root);
