/* Philosophers.cs: N philosophers take the fork on their left, then the one on their right, eat, and put both back. */
byte fork[N];

active [N] proctype P()
{
  byte pc;
end:
  do
  :: d_step { pc == 0 && fork[_pid] == 0 -> fork[_pid] = 1; pc = 1 }
  :: d_step { pc == 1 && fork[(_pid + 1) % N] == 0 -> fork[(_pid + 1) % N] = 1; pc = 2 }
  :: d_step { pc == 2 -> fork[_pid] = 0; pc = 3 }
  :: d_step { pc == 3 -> fork[(_pid + 1) % N] = 0; pc = 0 }
  od
}
