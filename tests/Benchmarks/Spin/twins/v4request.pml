/* V4RequestPath.cs: unwind_deferred_request() of the v4 patch on one CPU, called by a system call, by an irq (at most K
   times, while interrupts are on) and by an NMI (at most K times), and the way back to user mode. Letters are those of the
   patch's steps. */
byte mask = 2;     /* 0 interrupts on, 1 off, 2 user mode */
bool irq; bool nmi;
byte irqs = K; byte nmis = K;
int ctr; int cookie; bool pending; bool works; bool tif; int delivered;

active proctype Task()
{
  byte pc; byte syscalls = R; int c;
end:
  do
  :: d_step { !irq && !nmi && pc == 0 -> mask = 1; pc = 1 }                                            /* entry */
  :: d_step { !irq && !nmi && pc == 1 -> cookie = 0; pc = 2 }                                          /* e1 */
  :: d_step { !irq && !nmi && pc == 2 -> mask = 0; pc = 3 }
  :: d_step { !irq && !nmi && pc == 3 -> mask = 1; pc = 4 }                                            /* r1 irqsave */
  :: d_step { !irq && !nmi && pc == 4 && cookie != 0 -> pc = 7 }                                       /* g1 */
  :: d_step { !irq && !nmi && pc == 4 && cookie == 0 -> pc = 5 }
  :: d_step { !irq && !nmi && pc == 5 -> c = ctr + 1; ctr = c; pc = 6 }                                /* g2 */
  :: d_step { !irq && !nmi && pc == 6 -> cookie = c; c = 0; pc = 7 }                                   /* g3 */
  :: d_step { !irq && !nmi && pc == 7 && pending -> pc = 11 }                                          /* r3 */
  :: d_step { !irq && !nmi && pc == 7 && !pending -> pc = 8 }
  :: d_step { !irq && !nmi && pc == 8 -> works = 1; pc = 9 }                                           /* r4 */
  :: d_step { !irq && !nmi && pc == 9 -> tif = 1; pc = 10 }
  :: d_step { !irq && !nmi && pc == 10 -> pending = 1; pc = 11 }                                       /* r5 */
  :: d_step { !irq && !nmi && pc == 11 -> mask = 0; pc = 12 }                                          /* irqrestore */
  :: d_step { !irq && !nmi && pc == 12 -> mask = 1; pc = 13 }                                          /* exit loop */
  :: d_step { !irq && !nmi && pc == 13 && tif == 0 -> pc = 22 }
  :: d_step { !irq && !nmi && pc == 13 && tif == 1 -> pc = 14 }
  :: d_step { !irq && !nmi && pc == 14 -> mask = 0; pc = 15 }
  :: d_step { !irq && !nmi && pc == 15 -> tif = 0; pc = 16 }
  :: d_step { !irq && !nmi && pc == 16 && works == 0 -> pc = 21 }
  :: d_step { !irq && !nmi && pc == 16 && works == 1 -> works = 0; pc = 17 }
  :: d_step { !irq && !nmi && pc == 17 && pending == 0 -> pc = 16 }                                    /* t1 */
  :: d_step { !irq && !nmi && pc == 17 && pending == 1 -> pc = 18 }
  :: d_step { !irq && !nmi && pc == 18 -> c = cookie; pc = 19 }                                        /* t2 */
  :: d_step { !irq && !nmi && pc == 19 -> delivered = c; c = 0; pc = 20 }                              /* t5 */
  :: d_step { !irq && !nmi && pc == 20 -> pending = 0; pc = 16 }                                       /* t6 */
  :: d_step { !irq && !nmi && pc == 21 -> mask = 1; pc = 13 }
  :: d_step { !irq && !nmi && pc == 22 -> mask = 2; syscalls--; if :: syscalls == 0 -> pc = 23 :: else -> pc = 0 fi }
  od
}

active proctype Irq()
{
  byte pc; int c;
end:
  do
  :: d_step { !irq && !nmi && mask == 0 && irqs > 0 && cookie != 0 -> irqs--; irq = 1; pc = 4 }        /* g1 */
  :: d_step { !irq && !nmi && mask == 0 && irqs > 0 && cookie == 0 -> irqs--; irq = 1; pc = 2 }
  :: d_step { irq && !nmi && pc == 2 -> c = ctr + 1; ctr = c; pc = 3 }
  :: d_step { irq && !nmi && pc == 3 -> cookie = c; c = 0; pc = 4 }
  :: d_step { irq && !nmi && pc == 4 && pending -> irq = 0; pc = 0 }
  :: d_step { irq && !nmi && pc == 4 && !pending -> pc = 5 }
  :: d_step { irq && !nmi && pc == 5 -> works = 1; pc = 6 }
  :: d_step { irq && !nmi && pc == 6 -> tif = 1; pc = 7 }
  :: d_step { irq && !nmi && pc == 7 -> pending = 1; irq = 0; pc = 0 }
  od
}

active proctype Nmi()
{
  byte pc; int c;
end:
  do
  :: d_step { !nmi && nmis > 0 && cookie != 0 -> nmis--; nmi = 1; pc = 4 }
  :: d_step { !nmi && nmis > 0 && cookie == 0 -> nmis--; nmi = 1; pc = 2 }
  :: d_step { nmi && pc == 2 -> c = ctr + 1; ctr = c; pc = 3 }
  :: d_step { nmi && pc == 3 -> cookie = c; c = 0; pc = 4 }
  :: d_step { nmi && pc == 4 && pending -> nmi = 0; pc = 0 }
  :: d_step { nmi && pc == 4 && !pending -> pc = 5 }
  :: d_step { nmi && pc == 5 -> works = 1; pc = 6 }
  :: d_step { nmi && pc == 6 -> tif = 1; pc = 7 }
  :: d_step { nmi && pc == 7 -> pending = 1; nmi = 0; pc = 0 }
  od
}
