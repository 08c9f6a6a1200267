// SPDX-License-Identifier: Apache-2.0
// A provider for Terraform that knows the schemas of a few AWS resources and nothing else: it plans,
// and never talks to AWS. With it the real Terraform writes the plans of this folder, see README.md.
// It speaks as much of Terraform's plugin protocol 5 as planning needs: gRPC over HTTP/2, with
// protocol buffers and MessagePack written out by hand.
import http2 from 'node:http2';
import { types } from './schemas.mjs';

// --- protocol buffers -------------------------------------------------------------------------
const varint = (n) => {
  const bytes = [];
  for (; n > 127; n = Math.floor(n / 128)) bytes.push((n % 128) | 128);
  return Buffer.from([...bytes, n]);
};
const bytes = (field, value) => {
  const data = Buffer.from(value);
  return Buffer.concat([varint(field * 8 + 2), varint(data.length), data]);
};
const number = (field, value) => Buffer.concat([varint(field * 8), varint(Number(value))]);

function decode(buffer) {
  const fields = {};
  let at = 0;
  const next = () => {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = buffer[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  };
  while (at < buffer.length) {
    const tag = next();
    const field = Math.floor(tag / 8);
    if (tag % 8 === 0) {
      fields[field] = next();
    } else {
      const length = next();
      fields[field] = buffer.subarray(at, at + length);
      at += length;
    }
  }
  return fields;
}

// --- MessagePack ------------------------------------------------------------------------------
class Unknown {}
const unknown = new Unknown();

function unpack(buffer) {
  let at = 0;
  const take = (length) => buffer.subarray(at, (at += length));
  const list = (length) => Array.from({ length }, () => value());
  const map = (length) =>
    Object.fromEntries(Array.from({ length }, () => [value(), value()]));
  const extension = (length) => (take(length + 1), unknown);
  const text = (length) => take(length).toString();
  function value() {
    const byte = buffer[at++];
    if (byte < 0x80) return byte;
    if (byte < 0x90) return map(byte & 15);
    if (byte < 0xa0) return list(byte & 15);
    if (byte < 0xc0) return text(byte & 31);
    if (byte >= 0xe0) return byte - 256;
    switch (byte) {
      case 0xc0: return null;
      case 0xc2: return false;
      case 0xc3: return true;
      case 0xc7: return extension(take(1)[0]);
      case 0xcb: return take(8).readDoubleBE();
      case 0xcc: return take(1)[0];
      case 0xcd: return take(2).readUInt16BE();
      case 0xce: return take(4).readUInt32BE();
      case 0xd0: return take(1).readInt8();
      case 0xd1: return take(2).readInt16BE();
      case 0xd2: return take(4).readInt32BE();
      case 0xd4: return extension(1);
      case 0xd5: return extension(2);
      case 0xd9: return text(take(1)[0]);
      case 0xda: return text(take(2).readUInt16BE());
      case 0xdc: return list(take(2).readUInt16BE());
      case 0xde: return map(take(2).readUInt16BE());
      default: throw new Error(`MessagePack ${byte.toString(16)}`);
    }
  }
  return value();
}

function pack(value) {
  const head = (byte, length) => Buffer.from([byte, length >> 8, length & 255]);
  if (value === unknown) return Buffer.from([0xd4, 0, 0]);
  if (value === null || value === undefined) return Buffer.from([0xc0]);
  if (value === true) return Buffer.from([0xc3]);
  if (value === false) return Buffer.from([0xc2]);
  if (typeof value === 'number') {
    const buffer = Buffer.alloc(5, 0xd2);
    buffer.writeInt32BE(value, 1);
    return buffer;
  }
  if (typeof value === 'string') {
    const data = Buffer.from(value);
    return Buffer.concat([head(0xda, data.length), data]);
  }
  if (Array.isArray(value)) return Buffer.concat([head(0xdc, value.length), ...value.map(pack)]);
  const entries = Object.entries(value);
  return Buffer.concat([
    head(0xde, entries.length), ...entries.flatMap(([key, each]) => [pack(key), pack(each)])]);
}

const read = (field) => unpack(decode(field)[1]);
const write = (field, value) => bytes(field, bytes(1, pack(value)));

// --- schemas ----------------------------------------------------------------------------------
function block(schema) {
  const parts = [];
  for (const [name, one] of Object.entries(schema)) {
    if (one.block) {
      parts.push(bytes(3, Buffer.concat([bytes(1, name), bytes(2, block(one.block)), number(3, 3)])));
      continue;
    }
    parts.push(bytes(2, Buffer.concat([
      bytes(1, name), bytes(2, JSON.stringify(one.type)), number(4, one.required ?? false),
      number(5, one.optional ?? false), number(6, one.computed ?? false)])));
  }
  return Buffer.concat(parts);
}

const schemaOf = (schema) => Buffer.concat([number(1, 0), bytes(2, block(schema))]);
const entry = (field, name, schema) =>
  bytes(field, Buffer.concat([bytes(1, name), bytes(2, schemaOf(schema))]));
const region = { region: { type: 'string', optional: true } };

// --- planning ---------------------------------------------------------------------------------
const holdsUnknown = (value) =>
  value === unknown || (Array.isArray(value) && value.some((each) => each === unknown));

// What the provider sets is unknown until it is applied; a set of texts with an unknown element is
// unknown as a whole (as with the SDK that the AWS provider is written with).
function plan({ schema, replaces }, prior, proposed, config) {
  if (proposed === null) return { planned: null, replace: [] };
  const planned = { ...proposed };
  const attributes = Object.entries(schema).filter(([, one]) => !one.block);
  for (const [name, one] of attributes) {
    if (holdsUnknown(planned[name])) planned[name] = unknown;
    if (config[name] === null && one.default !== undefined) planned[name] = one.default;
  }
  const replace = prior === null ? [] : replaces.filter((name) =>
    planned[name] === unknown || JSON.stringify(prior[name]) !== JSON.stringify(planned[name]));
  const isNew = prior === null || replace.length > 0;
  for (const [name, one] of attributes) {
    if (one.computed && config[name] === null && isNew) planned[name] = unknown;
  }
  return { planned, replace };
}

const answers = {
  GetSchema: () => Buffer.concat([
    bytes(1, schemaOf(region)),
    ...Object.entries(types).map(([name, { schema }]) => entry(2, name, schema)),
    entry(3, 'aws_vpc', types.aws_vpc.schema)]),
  PrepareProviderConfig: (request) => bytes(1, request[1]),
  ValidateResourceTypeConfig: () => Buffer.alloc(0),
  ValidateDataSourceConfig: () => Buffer.alloc(0),
  Configure: () => Buffer.alloc(0),
  UpgradeResourceState: (request) => bytes(1, bytes(2, decode(request[3])[1])),
  ReadResource: (request) => bytes(1, request[2]),
  ReadDataSource: (request) => {
    const config = read(request[2]);
    return write(1, { ...config, cidr_block: config.cidr_block ?? '10.9.0.0/16' });
  },
  PlanResourceChange: (request) => {
    const result = plan(
      types[request[1].toString()], read(request[2]), read(request[3]), read(request[4]));
    return Buffer.concat([
      write(1, result.planned),
      ...result.replace.map((name) => bytes(2, bytes(1, bytes(1, name)))), number(5, 1)]);
  },
  Stop: () => Buffer.alloc(0),
};

const server = http2.createServer();
server.on('stream', (stream, headers) => {
  const method = headers[':path'].split('/').pop();
  const known = headers[':path'].startsWith('/tfplugin5.Provider/') && answers[method];
  const chunks = [];
  stream.on('error', () => {});
  const finish = (status, body) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': String(status) }));
    stream.end(body);
  };
  if (!known) return finish(12);
  stream.on('data', (chunk) => chunks.push(chunk));
  stream.on('end', () => {
    const body = known(decode(Buffer.concat(chunks).subarray(5)));
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(body.length, 1);
    finish(0, Buffer.concat([prefix, body]));
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  const address = { Network: 'tcp', String: `127.0.0.1:${port}` };
  console.log(JSON.stringify({
    'registry.terraform.io/hashicorp/aws': {
      Protocol: 'grpc', ProtocolVersion: 5, Pid: process.pid, Test: true, Addr: address } }));
});
