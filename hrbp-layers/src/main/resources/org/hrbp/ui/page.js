/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

const POLL = 1000;
const MEASURED = 20; // steps whose median times are shown
const COLOURS = ['#1668b8', '#4a9be0', '#9cc9f0', '#e07b39', '#f0b48c', '#5aa469', '#a9d18e', '#8064a2', '#c9a227', '#8a949c'];
const byId = id => document.getElementById(id);
const dark = matchMedia('(prefers-color-scheme: dark)');

let session = '';
let records = [];
let layer = '';
let follow = true; // the newest pattern
let shown = null;

async function json(path, query) {
  const answer = await fetch(path + '?' + new URLSearchParams(query));
  if (!answer.ok) {
    throw new Error(await answer.text());
  }
  return answer.json();
}

function element(name, text, parent) {
  const made = document.createElement(name);
  made.textContent = text;
  parent.append(made);
  return made;
}

function options(select, names, chosen) {
  const now = [...select.options].map(option => option.value);
  if (now.length !== names.length || now.some((name, i) => name !== names[i])) {
    select.replaceChildren(...names.map(name => new Option(name, name)));
  }
  select.value = chosen;
}

const percent = share => (100 * share).toFixed(share < 0.0995 ? 2 : 1) + ' %';
const history = name => records.flatMap(r => r.layers.filter(l => l.name === name).map(l => ({...l, step: r.step, time: r.time})));
const stepName = step => step < 0 ? 'before step 0' : 'step ' + step.toLocaleString('en');

function forget(id) {
  session = id;
  records = [];
  layer = '';
  shown = null;
  follow = true;
}

async function poll() {
  try {
    const sessions = await json('/hrbp/sessions', {});
    if (sessions.length && !sessions.includes(session)) {
      forget(sessions[sessions.length - 1]);
    }
    options(byId('session'), sessions, session);
    if (session) {
      await news(session);
    }
  } catch (error) {
    byId('status').textContent = 'no answer: ' + error.message;
  }
  setTimeout(poll, POLL);
}

async function news(id) {
  let more;
  do {
    const after = records.length ? records[records.length - 1].time : 0;
    more = await json('/hrbp/data', {session: id, after});
    if (id !== session) {
      return;
    }
    const newest = records.length ? records[records.length - 1].time : 0; // another request may have been faster
    records.push(...more.filter(r => r.time > newest));
  } while (more.length);
  if (records.length) {
    await draw();
  }
}

async function draw() {
  const last = records[records.length - 1];
  byId('status').textContent = 'last record: ' + stepName(last.step) + ', ' + new Date(last.time).toLocaleString();
  const names = last.layers.map(l => l.name);
  if (!names.includes(layer)) {
    layer = (last.layers.find(l => l.kept < l.weights) || last.layers[0] || {name: ''}).name;
  }
  options(byId('layer'), names, layer);
  table(last);
  times();
  await pattern();
}

function table(last) {
  const rows = last.layers.map(l => {
    const row = document.createElement('tr');
    const updates = history(l.name).filter(h => h.changed && h.step >= 0);
    element('td', l.name, row);
    element('td', l.structure, row);
    const density = element('td', '', row);
    const meter = element('meter', '', density);
    meter.value = l.kept / l.weights;
    density.append(percent(l.kept / l.weights));
    element('td', l.kept.toLocaleString('en') + ' of ' + l.weights.toLocaleString('en'), row);
    element('td', l.deadChannels + ' of ' + l.channels, row);
    element('td', updates.length, row);
    element('td', updates.length ? percent(updates[updates.length - 1].churn) : '', row);
    row.setAttribute('aria-selected', l.name === layer);
    row.onclick = () => pick(l.name);
    return row;
  });
  byId('layers').tBodies[0].replaceChildren(...rows);
}

function times() {
  const measured = records.filter(r => Object.keys(r.nanos).length).slice(-MEASURED);
  byId('timenote').textContent = measured.length
    ? 'Median of the last ' + measured.length + ' measured steps, from the end of one step to the end of the next.'
    : 'No step was measured so far.';
  const names = measured.length ? Object.keys(measured[measured.length - 1].nanos) : [];
  const medians = names.map(name => measured.map(r => r.nanos[name]).sort((a, b) => a - b)[measured.length >> 1] / 1e6);
  const sum = medians.reduce((a, b) => a + b, 0);
  byId('bar').replaceChildren();
  byId('parts').replaceChildren();
  names.forEach((name, i) => {
    if (!medians[i]) {
      return;
    }
    const part = element('div', '', byId('bar'));
    part.style.width = 100 * medians[i] / sum + '%';
    part.style.background = COLOURS[i % COLOURS.length];
    part.title = name;
    const line = element('li', '', byId('parts'));
    element('span', '', line).style.background = COLOURS[i % COLOURS.length];
    line.append(name + ' ' + medians[i].toFixed(2) + ' ms');
  });
}

async function pattern() {
  const changes = history(layer).filter(h => h.changed);
  const slider = byId('update');
  slider.max = changes.length - 1;
  if (follow) {
    slider.value = changes.length - 1;
  }
  const at = changes[Number(slider.value)];
  churn(changes.filter(h => h.step >= 0), at);
  if (!at) {
    return;
  }
  byId('when').textContent = slider.value + ' of ' + (changes.length - 1) + ', ' + stepName(at.step);
  const key = JSON.stringify([session, layer, at.time, dark.matches]);
  if (shown !== key) {
    const map = await json('/hrbp/map', {session, layer, time: at.time});
    if (key === JSON.stringify([session, at.name, at.time, dark.matches]) && at.name === layer) {
      shown = key;
      paint(map, at);
    }
  }
}

function paint(map, at) {
  const canvas = byId('map');
  const blocks = map.rows.length;
  canvas.width = map.channels;
  canvas.height = blocks;
  canvas.dataset.step = at.step;
  canvas.dataset.layer = at.name;
  const context = canvas.getContext('2d');
  const image = context.createImageData(map.channels, blocks);
  const none = dark.matches ? [34, 41, 47] : [238, 241, 244];
  const full = dark.matches ? [98, 172, 240] : [22, 104, 184];
  map.taps.forEach((taps, i) => {
    const share = taps ? 0.35 + 0.65 * taps / at.positions : 0;
    for (let c = 0; c < 3; c++) {
      image.data[4 * i + c] = none[c] + share * (full[c] - none[c]);
    }
    image.data[4 * i + 3] = 255;
  });
  context.putImageData(image, 0, 0);
  byId('mapnote').textContent = 'Across: ' + map.channels + ' input channels. Down: ' + blocks + ' blocks of ' +
    range(map.rows) + ' output channels. Coloured: the block keeps the channel, darker the more of its ' + at.positions +
    ' kernel positions. A column without colour is a dead channel (' + at.deadChannels + ').';
}

function range(rows) {
  const low = rows.reduce((a, b) => Math.min(a, b));
  const high = rows.reduce((a, b) => Math.max(a, b));
  return low === high ? String(low) : low + ' to ' + high;
}

function shape(name, attributes, text) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  made.textContent = text || '';
  return made;
}

function churn(updates, at) {
  const svg = byId('churn');
  const width = svg.clientWidth || 400;
  const top = Math.max(...updates.map(u => u.churn), 0.01);
  const room = (width - 50) / Math.max(updates.length, 8);
  const shapes = [
    shape('line', {x1: 45, x2: width, y1: 105, y2: 105}),
    shape('text', {x: 0, y: 18}, percent(top)),
    shape('text', {x: 0, y: 108}, '0 %'),
  ];
  if (!updates.length) {
    shapes.push(shape('text', {x: 50, y: 60}, 'no topology update so far'));
  } else {
    shapes.push(shape('text', {x: 48, y: 122}, stepName(updates[0].step)));
  }
  if (updates.length > 1) {
    const end = 48 + room * updates.length;
    shapes.push(shape('text', {x: end, y: 122, 'text-anchor': 'end'}, stepName(updates[updates.length - 1].step)));
  }
  updates.forEach((u, i) => {
    const height = 95 * u.churn / top;
    const bar = shape('rect', {x: 48 + room * i, y: 105 - height, width: Math.max(1, room - 2), height, opacity: at && u.time === at.time ? 1 : 0.5});
    bar.append(shape('title', {}, stepName(u.step) + ': ' + percent(u.churn)));
    shapes.push(bar);
  });
  svg.replaceChildren(...shapes);
}

function safely(work) {
  work().catch(error => byId('status').textContent = error.message);
}

function pick(name) {
  layer = name;
  follow = true;
  safely(draw);
}

byId('layer').onchange = event => pick(event.target.value);
byId('session').onchange = event => {
  forget(event.target.value);
  safely(() => news(session));
};
byId('update').oninput = event => {
  follow = event.target.value === event.target.max;
  safely(pattern);
};
dark.onchange = () => safely(pattern);
poll();
