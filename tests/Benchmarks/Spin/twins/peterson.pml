/* Peterson.cs: the filter lock for N processes, for ever. */
byte level[N];
byte victim[N];

inline advance() { k++; if :: k == _pid -> k++ :: else fi; if :: k >= N -> k = 0; l++; if :: l == N -> l = 0; pc = 4 :: else -> pc = 0 fi :: else -> pc = 2 fi }

active [N] proctype P()
{
  byte pc; byte l = 1; byte k;
end:
  do
  :: d_step { pc == 0 -> level[_pid] = l; pc = 1 }
  :: d_step { pc == 1 -> victim[l] = _pid; k = (_pid == 0 -> 1 : 0); pc = 2 }
  :: d_step { pc == 2 && level[k] >= l -> pc = 3 }
  :: d_step { pc == 2 && level[k] < l -> advance() }
  :: d_step { pc == 3 && victim[l] == _pid -> pc = 2 }
  :: d_step { pc == 3 && victim[l] != _pid -> advance() }
  :: d_step { pc == 4 -> level[_pid] = 0; l = 1; pc = 0 }
  od
}
