;; The inner loops of every layer and of learning, four numbers at a time. kernels_wasm.js holds this file assembled; after a change here:
;;   python ui/browser/engine/assemble.py
;;
;; `blocks` and `dots` compute, for each of `count` windows p and each output channel o < `outs`,
;;   y[to[p] + o] = bias[o] + sum of weight * x over the window,
;; where a window is `rows` runs of `runBytes`, `rowBytes` apart, the first at address from[p]. All arguments but `count`, `rows`
;; and `outs` are byte addresses or lengths; `from` and `to` hold addresses. kernels.js has the same in plain JavaScript.
(module
  (import "aelab" "memory" (memory 1))

  ;; `outs` is a multiple of eight; weights lie in blocks of eight channels, tap by tap. Four windows by eight channels at a
  ;; time: each number read is used four or eight times, and 32 sums stay in registers. Past the last window it is done again.
  (func (export "blocks") (param $w i32) (param $bias i32) (param $from i32) (param $to i32)
    (param $count i32) (param $rows i32) (param $rowBytes i32) (param $runBytes i32) (param $outs i32)
    (local $channel i32) (local $p i32) (local $last i32) (local $r i32) (local $skip i32) (local $q i32) (local $block i32) (local $end i32)
    (local $i0 i32) (local $i1 i32) (local $i2 i32) (local $i3 i32)
    (local $k1 i32) (local $k2 i32) (local $k3 i32)
    (local $w0 v128) (local $w1 v128) (local $u v128)
    (local $a0 v128) (local $a1 v128) (local $b0 v128) (local $b1 v128)
    (local $c0 v128) (local $c1 v128) (local $d0 v128) (local $d1 v128)
    (local.set $last (i32.shl (i32.sub (local.get $count) (i32.const 1)) (i32.const 2)))
    (local.set $skip (i32.sub (local.get $rowBytes) (local.get $runBytes)))
    (local.set $block (local.get $w))
    (loop $channels
      (local.set $p (i32.const 0))
      (loop $windows
        (local.set $k1 (call $least (i32.add (local.get $p) (i32.const 4)) (local.get $last)))
        (local.set $k2 (call $least (i32.add (local.get $p) (i32.const 8)) (local.get $last)))
        (local.set $k3 (call $least (i32.add (local.get $p) (i32.const 12)) (local.get $last)))
        (local.set $i0 (i32.load (i32.add (local.get $from) (local.get $p))))
        (local.set $i1 (i32.load (i32.add (local.get $from) (local.get $k1))))
        (local.set $i2 (i32.load (i32.add (local.get $from) (local.get $k2))))
        (local.set $i3 (i32.load (i32.add (local.get $from) (local.get $k3))))
        (local.set $a0 (v128.load (i32.add (local.get $bias) (local.get $channel))))
        (local.set $a1 (v128.load offset=16 (i32.add (local.get $bias) (local.get $channel))))
        (local.set $b0 (local.get $a0)) (local.set $b1 (local.get $a1))
        (local.set $c0 (local.get $a0)) (local.set $c1 (local.get $a1))
        (local.set $d0 (local.get $a0)) (local.set $d1 (local.get $a1))
        (local.set $q (local.get $block))
        (local.set $r (local.get $rows))
        (loop $row
          (local.set $end (i32.add (local.get $i0) (local.get $runBytes)))
          (loop $tap
            (local.set $w0 (v128.load (local.get $q)))
            (local.set $w1 (v128.load offset=16 (local.get $q)))
            (local.set $u (v128.load32_splat (local.get $i0)))
            (local.set $a0 (f32x4.add (local.get $a0) (f32x4.mul (local.get $u) (local.get $w0))))
            (local.set $a1 (f32x4.add (local.get $a1) (f32x4.mul (local.get $u) (local.get $w1))))
            (local.set $u (v128.load32_splat (local.get $i1)))
            (local.set $b0 (f32x4.add (local.get $b0) (f32x4.mul (local.get $u) (local.get $w0))))
            (local.set $b1 (f32x4.add (local.get $b1) (f32x4.mul (local.get $u) (local.get $w1))))
            (local.set $u (v128.load32_splat (local.get $i2)))
            (local.set $c0 (f32x4.add (local.get $c0) (f32x4.mul (local.get $u) (local.get $w0))))
            (local.set $c1 (f32x4.add (local.get $c1) (f32x4.mul (local.get $u) (local.get $w1))))
            (local.set $u (v128.load32_splat (local.get $i3)))
            (local.set $d0 (f32x4.add (local.get $d0) (f32x4.mul (local.get $u) (local.get $w0))))
            (local.set $d1 (f32x4.add (local.get $d1) (f32x4.mul (local.get $u) (local.get $w1))))
            (local.set $q (i32.add (local.get $q) (i32.const 32)))
            (local.set $i1 (i32.add (local.get $i1) (i32.const 4)))
            (local.set $i2 (i32.add (local.get $i2) (i32.const 4)))
            (local.set $i3 (i32.add (local.get $i3) (i32.const 4)))
            (br_if $tap (i32.lt_u (local.tee $i0 (i32.add (local.get $i0) (i32.const 4))) (local.get $end))))
          (local.set $i0 (i32.add (local.get $i0) (local.get $skip)))
          (local.set $i1 (i32.add (local.get $i1) (local.get $skip)))
          (local.set $i2 (i32.add (local.get $i2) (local.get $skip)))
          (local.set $i3 (i32.add (local.get $i3) (local.get $skip)))
          (br_if $row (local.tee $r (i32.sub (local.get $r) (i32.const 1)))))
        (call $store8 (i32.load (i32.add (local.get $to) (local.get $p))) (local.get $channel) (local.get $a0) (local.get $a1))
        (call $store8 (i32.load (i32.add (local.get $to) (local.get $k1))) (local.get $channel) (local.get $b0) (local.get $b1))
        (call $store8 (i32.load (i32.add (local.get $to) (local.get $k2))) (local.get $channel) (local.get $c0) (local.get $c1))
        (call $store8 (i32.load (i32.add (local.get $to) (local.get $k3))) (local.get $channel) (local.get $d0) (local.get $d1))
        (br_if $windows (i32.le_u (local.tee $p (i32.add (local.get $p) (i32.const 16))) (local.get $last))))
      (local.set $block (local.get $q))
      (br_if $channels (i32.lt_u (local.tee $channel (i32.add (local.get $channel) (i32.const 32))) (i32.shl (local.get $outs) (i32.const 2))))))

  ;; `runBytes` is a multiple of sixteen; weights lie channel by channel, the window's rows and runs in order. Four channels at a
  ;; time over one window; past the last channel it is done again.
  (func (export "dots") (param $w i32) (param $bias i32) (param $from i32) (param $to i32)
    (param $count i32) (param $rows i32) (param $rowBytes i32) (param $runBytes i32) (param $outs i32)
    (local $p i32) (local $o i32) (local $last i32) (local $size i32) (local $r i32) (local $skip i32) (local $end i32) (local $i i32)
    (local $k1 i32) (local $k2 i32) (local $k3 i32) (local $q0 i32) (local $q1 i32) (local $q2 i32) (local $q3 i32)
    (local $u v128) (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local.set $last (i32.sub (local.get $outs) (i32.const 1)))
    (local.set $size (i32.mul (local.get $rows) (local.get $runBytes)))
    (local.set $skip (i32.sub (local.get $rowBytes) (local.get $runBytes)))
    (loop $windows
      (local.set $o (i32.const 0))
      (loop $channels
        (local.set $k1 (call $least (i32.add (local.get $o) (i32.const 1)) (local.get $last)))
        (local.set $k2 (call $least (i32.add (local.get $o) (i32.const 2)) (local.get $last)))
        (local.set $k3 (call $least (i32.add (local.get $o) (i32.const 3)) (local.get $last)))
        (local.set $q0 (i32.add (local.get $w) (i32.mul (local.get $o) (local.get $size))))
        (local.set $q1 (i32.add (local.get $w) (i32.mul (local.get $k1) (local.get $size))))
        (local.set $q2 (i32.add (local.get $w) (i32.mul (local.get $k2) (local.get $size))))
        (local.set $q3 (i32.add (local.get $w) (i32.mul (local.get $k3) (local.get $size))))
        (local.set $a (v128.const f32x4 0 0 0 0))
        (local.set $b (local.get $a))
        (local.set $c (local.get $a))
        (local.set $d (local.get $a))
        (local.set $i (i32.load (i32.add (local.get $from) (i32.shl (local.get $p) (i32.const 2)))))
        (local.set $r (local.get $rows))
        (loop $row
          (local.set $end (i32.add (local.get $i) (local.get $runBytes)))
          (loop $taps
            (local.set $u (v128.load (local.get $i)))
            (local.set $a (f32x4.add (local.get $a) (f32x4.mul (local.get $u) (v128.load (local.get $q0)))))
            (local.set $b (f32x4.add (local.get $b) (f32x4.mul (local.get $u) (v128.load (local.get $q1)))))
            (local.set $c (f32x4.add (local.get $c) (f32x4.mul (local.get $u) (v128.load (local.get $q2)))))
            (local.set $d (f32x4.add (local.get $d) (f32x4.mul (local.get $u) (v128.load (local.get $q3)))))
            (local.set $q0 (i32.add (local.get $q0) (i32.const 16)))
            (local.set $q1 (i32.add (local.get $q1) (i32.const 16)))
            (local.set $q2 (i32.add (local.get $q2) (i32.const 16)))
            (local.set $q3 (i32.add (local.get $q3) (i32.const 16)))
            (br_if $taps (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 16))) (local.get $end))))
          (local.set $i (i32.add (local.get $i) (local.get $skip)))
          (br_if $row (local.tee $r (i32.sub (local.get $r) (i32.const 1)))))
        (local.set $end (i32.load (i32.add (local.get $to) (i32.shl (local.get $p) (i32.const 2)))))
        (call $store1 (local.get $end) (local.get $bias) (local.get $o) (local.get $a))
        (call $store1 (local.get $end) (local.get $bias) (local.get $k1) (local.get $b))
        (call $store1 (local.get $end) (local.get $bias) (local.get $k2) (local.get $c))
        (call $store1 (local.get $end) (local.get $bias) (local.get $k3) (local.get $d))
        (br_if $channels (i32.lt_u (local.tee $o (i32.add (local.get $o) (i32.const 4))) (local.get $outs))))
      (br_if $windows (i32.lt_u (local.tee $p (i32.add (local.get $p) (i32.const 1))) (local.get $count)))))

  ;; A step of Adam (Kingma & Ba 2015) over weights p, gradients g, their running mean m and square v, `bytes` of each, a multiple of
  ;; sixteen: m and v decay by `first` and `second`; p -= pace * m / (scale * sqrt(v) + epsilon).
  (func (export "adam") (param $p i32) (param $g i32) (param $m i32) (param $v i32) (param $bytes i32)
    (param $first f32) (param $second f32) (param $pace f32) (param $scale f32) (param $epsilon f32)
    (local $end i32) (local $grad v128) (local $mean v128) (local $square v128)
    (local.set $end (i32.add (local.get $p) (local.get $bytes)))
    (loop $weights
      (local.set $grad (v128.load (local.get $g)))
      (local.set $mean (f32x4.add
        (f32x4.mul (f32x4.splat (local.get $first)) (v128.load (local.get $m)))
        (f32x4.mul (f32x4.splat (f32.sub (f32.const 1) (local.get $first))) (local.get $grad))))
      (local.set $square (f32x4.add
        (f32x4.mul (f32x4.splat (local.get $second)) (v128.load (local.get $v)))
        (f32x4.mul (f32x4.splat (f32.sub (f32.const 1) (local.get $second))) (f32x4.mul (local.get $grad) (local.get $grad)))))
      (v128.store (local.get $m) (local.get $mean))
      (v128.store (local.get $v) (local.get $square))
      (v128.store (local.get $p) (f32x4.sub (v128.load (local.get $p))
        (f32x4.div (f32x4.mul (f32x4.splat (local.get $pace)) (local.get $mean))
          (f32x4.add (f32x4.mul (f32x4.splat (local.get $scale)) (f32x4.sqrt (local.get $square)))
            (f32x4.splat (local.get $epsilon))))))
      (local.set $g (i32.add (local.get $g) (i32.const 16)))
      (local.set $m (i32.add (local.get $m) (i32.const 16)))
      (local.set $v (i32.add (local.get $v) (i32.const 16)))
      (br_if $weights (i32.lt_u (local.tee $p (i32.add (local.get $p) (i32.const 16))) (local.get $end)))))

  (func $least (param $a i32) (param $b i32) (result i32)
    (select (local.get $a) (local.get $b) (i32.lt_u (local.get $a) (local.get $b))))

  (func $store8 (param $at i32) (param $channel i32) (param $low v128) (param $high v128)
    (local.set $at (i32.add (local.get $at) (local.get $channel)))
    (v128.store (local.get $at) (local.get $low))
    (v128.store offset=16 (local.get $at) (local.get $high)))

  ;; y[at + o] = bias[o] + the four sums in one
  (func $store1 (param $at i32) (param $bias i32) (param $o i32) (param $sums v128)
    (local.set $o (i32.shl (local.get $o) (i32.const 2)))
    (f32.store (i32.add (local.get $at) (local.get $o))
      (f32.add (f32.load (i32.add (local.get $bias) (local.get $o)))
        (f32.add
          (f32.add (f32x4.extract_lane 0 (local.get $sums)) (f32x4.extract_lane 1 (local.get $sums)))
          (f32.add (f32x4.extract_lane 2 (local.get $sums)) (f32x4.extract_lane 3 (local.get $sums))))))))
