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
(function () {
  'use strict';

  const root = document.documentElement;
  const numbers = new Intl.NumberFormat('en', {maximumSignificantDigits: 4});
  const prefixes = [[1e12, 'T'], [1e9, 'G'], [1e6, 'M']];
  /** As the samples in the legend. */
  const dashes = [[], [], [], [8, 3], [2, 3], [8, 3, 2, 3], [14, 4], [4, 4]];
  const height = 240;

  /** What a logarithmic axis is worth offering for. */
  const wide = 20;

  /** What keeps points of one second in their order. */
  const apart = 1e-6;

  const plots = [];

  function text(value) {
    const [size, prefix] = prefixes.find(([least]) => Math.abs(value) >= least) || [1, ''];
    const number = numbers.format(value / size).replace('-', '−');
    return prefix ? number + ' ' + prefix : number;
  }

  function colour(name) {
    return () => getComputedStyle(root).getPropertyValue(name).trim();
  }

  /** The lines over one axis: a row for each second, with null where a line has no point. */
  function aligned(lines) {
    const points = [];
    lines.forEach((line, index) =>
      line.seconds.forEach((second, i) => points.push([second, index, line.values[i]])));
    points.sort((one, other) => one[0] - other[0]);
    const data = [[]].concat(lines.map(() => []));
    let row = -1;
    for (const [second, index, value] of points) {
      if (row < 0 || data[0][row] !== second || data[index + 1][row] !== null) {
        data[0].push(row < 0 ? second : Math.max(second, data[0][row] + apart));
        row++;
        lines.forEach((line, i) => data[i + 1].push(null));
      }
      data[index + 1][row] = value;
    }
    return data;
  }

  function ticks(plot, values) {
    return values.map(value => value === null ? '' : text(value));
  }

  /** As wide as the longest number. */
  function size(plot, values) {
    const longest = (values || []).reduce((most, text) => Math.max(most, text.length), 0);
    return 16 + 7 * Math.max(longest, 2);
  }

  /** From zero, so that lengths can be compared. */
  function fromZero(plot, least, most) {
    if (least === null) {
      return [0, 1];
    }
    const room = (most - Math.min(least, 0)) * 0.05 || 1;
    return [least < 0 ? least - room : 0, most + room];
  }

  /** Of a logarithmic axis: the powers of ten, and what is between them if these are few. */
  function powers(plot, axis, least, most) {
    const steps = most / least > 100 ? [1] : [1, 2, 5];
    const all = [];
    for (let power = Math.floor(Math.log10(least)); power <= Math.log10(most); power++) {
      all.push(...steps.map(step => step * 10 ** power));
    }
    return all.filter(value => value >= least && value <= most);
  }

  /** The last value of a line up to the row of the cursor. */
  function lastValue(values, row) {
    for (let i = row; i >= 0; i--) {
      if (values[i] !== null) {
        return values[i];
      }
    }
    return null;
  }

  function options(spec, width, logarithmic, outputs) {
    const axis = {
      stroke: colour('--quiet'),
      font: '12px system-ui, sans-serif',
      labelFont: '12px system-ui, sans-serif',
      labelSize: 18,
      labelGap: 2,
      gap: 4,
      grid: {stroke: colour('--rule'), width: 1},
      ticks: {stroke: colour('--rule'), width: 1, size: 4},
    };
    return {
      width: width,
      height: height,
      padding: [10, 8, 0, 0],
      scales: {
        x: {time: false},
        y: logarithmic
          ? {distr: 3, range: (plot, least, most) => [least / 1.2, most * 1.2]}
          : {range: fromZero},
      },
      axes: [
        Object.assign({}, axis, {label: 'seconds', size: 26, values: ticks}),
        Object.assign({}, axis, {
          label: spec.unit + (logarithmic ? ', logarithmic' : ''),
          size: size,
          values: ticks,
        }, logarithmic && {splits: powers, filter: (plot, splits) => splits}),
      ],
      series: [{}].concat(spec.lines.map(line => ({
        label: line.variant,
        stroke: colour('--v' + line.colour),
        dash: dashes[line.colour],
        width: 1.75,
        spanGaps: true,
        points: {show: new Set(line.seconds).size < 2},
      }))),
      legend: {show: false},
      cursor: {
        y: false,
        sync: {key: spec.group, setSeries: false},
        points: {size: 6},
      },
      hooks: {
        setCursor: [plot => outputs.forEach((output, i) => {
          const row = plot.cursor.idx;
          const value = row == null ? null : lastValue(plot.data[i + 1], row);
          output.textContent = value === null ? '' : text(value);
        })],
      },
    };
  }

  function spread(lines) {
    let least = Infinity;
    let most = 0;
    lines.forEach(line => line.values.forEach(value => {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }));
    return least > 0 ? most / least : 0;
  }

  function draw(canvas) {
    const spec = JSON.parse(canvas.dataset.plot);
    const data = aligned(spec.lines);
    const figure = canvas.closest('figure');
    const outputs = Array.from(figure.querySelectorAll('output'));
    const entry = {plot: null};
    let logarithmic = false;

    function redo() {
      if (entry.plot) {
        entry.plot.destroy();
      }
      entry.plot = new uPlot(
        options(spec, canvas.clientWidth, logarithmic, outputs), data, canvas);
    }

    if (spread(spec.lines) >= wide) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = 'log';
      button.title = 'Logarithmic axis';
      button.setAttribute('aria-pressed', 'false');
      button.addEventListener('click', () => {
        logarithmic = !logarithmic;
        button.setAttribute('aria-pressed', String(logarithmic));
        redo();
      });
      figure.querySelector('figcaption').append(button);
    }
    redo();
    plots.push(entry);
    new ResizeObserver(() => {
      if (canvas.clientWidth > 0 && canvas.clientWidth !== entry.plot.width) {
        entry.plot.setSize({width: canvas.clientWidth, height: height});
      }
    }).observe(canvas);
  }

  root.classList.add('scripted');

  // Plots are drawn when they are about to be seen, and all of them for paper.
  const waiting = new Set(document.querySelectorAll('.canvas'));
  const near = new IntersectionObserver(entries => entries.forEach(entry => {
    if (entry.isIntersecting && waiting.delete(entry.target)) {
      near.unobserve(entry.target);
      draw(entry.target);
    }
  }), {rootMargin: '600px'});
  waiting.forEach(canvas => near.observe(canvas));
  addEventListener('beforeprint', () => {
    waiting.forEach(draw);
    waiting.clear();
  });

  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () =>
    plots.forEach(entry => entry.plot.redraw()));
})();
