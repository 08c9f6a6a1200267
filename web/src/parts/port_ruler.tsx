// SPDX-License-Identifier: Apache-2.0
import type { Connection } from "../engine/documents";

export interface PortRulerProps {
  connection: Connection;
  /** The client port that is looked at; null: none. */
  port: number | null;
  onPort(port: number | null): void;
}

export function PortRuler({ connection, port, onPort }: PortRulerProps) {
  return (
    <p>
      <input type="number" value={port ?? ""} onInput={(e) => onPort(Number(e.currentTarget.value))} />
      {connection.reply?.open_client_ports ?? ""}
    </p>
  );
}
