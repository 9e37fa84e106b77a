/* Increments.cs: N processes increment x in two steps, K rounds each, and count how often they saw an even number. */
int x;
int own[N];

active [N] proctype P()
{
  byte pc; int old; byte round;
end:
  do
  :: d_step { pc == 0 -> old = x; pc = 1 }
  :: d_step { pc == 1 && (old & 1) == 0 -> x = old + 1; old = 0; pc = 2 }
  :: d_step { pc == 1 && (old & 1) == 1 -> x = old + 1; old = 0; round++; if :: round == K -> round = 0; pc = 3 :: else -> pc = 0 fi }
  :: d_step { pc == 2 -> own[_pid]++; round++; if :: round == K -> round = 0; pc = 3 :: else -> pc = 0 fi }
  od
}
