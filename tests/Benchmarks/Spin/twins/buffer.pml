/* BoundedBuffer.cs: N producers and N consumers of a ring of S slots under a spin lock; whoever finds it full or empty tries
   again. A producer writes 1, 2, 3, 1, ... */
byte held; byte count; byte first; byte slot[S];
byte sum[N];

active [N] proctype Producer()
{
  byte pc; byte item = 1; byte c; byte f;
end:
  do
  :: d_step { pc == 0 && held == 0 -> held = 1; pc = 1 }
  :: d_step { pc == 1 && count == S -> pc = 5 }
  :: d_step { pc == 1 && count < S -> c = count; pc = 2 }
  :: d_step { pc == 2 -> f = first; pc = 3 }
  :: d_step { pc == 3 -> slot[(f + c) % S] = item; f = 0; item = item % 3 + 1; pc = 4 }
  :: d_step { pc == 4 -> count = c + 1; c = 0; pc = 5 }
  :: d_step { pc == 5 -> held = 0; pc = 0 }
  od
}

active [N] proctype Consumer()
{
  byte pc; byte c; byte f; byte v;
end:
  do
  :: d_step { pc == 0 && held == 0 -> held = 1; pc = 1 }
  :: d_step { pc == 1 && count == 0 -> pc = 7 }
  :: d_step { pc == 1 && count > 0 -> c = count; pc = 2 }
  :: d_step { pc == 2 -> f = first; pc = 3 }
  :: d_step { pc == 3 -> v = slot[f]; pc = 4 }
  :: d_step { pc == 4 -> first = (f + 1) % S; f = 0; pc = 5 }
  :: d_step { pc == 5 -> count = c - 1; c = 0; pc = 6 }
  :: d_step { pc == 6 -> held = 0; pc = 8 }
  :: d_step { pc == 7 -> held = 0; pc = 0 }
  :: d_step { pc == 8 -> sum[_pid - N] = v; v = 0; pc = 0 }
  od
}
