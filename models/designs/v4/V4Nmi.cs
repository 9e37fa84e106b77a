using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary>"[PATCH v4 30/39] unwind_user/deferred: Make unwind deferral requests NMI-safe" (Josh Poimboeuf, 22 January
/// 2025), switched on by <see cref="V4Changes.NmiCookie"/>.</summary>
/// <remarks>
/// Its text was not found. What stands here is "[PATCH v5 2/9]" of the same author and title (24 April 2025), taken back to
/// the pending mark of the descriptor and to <c>-EEXIST</c>, which patch 1 of that series had replaced. Its get_cookie()
/// returns the cookie that it makes, whichever of <c>cookie</c> and <c>info->cookie</c> 30/39 had there.
/// Claims: "The result will be the same even if cookie or ctx_ctr end up getting written twice"; nmi_cookie is not cleared
/// on entry, since a cookie "may get cleared if the NMI occurred in the kernel during early entry or late exit before the
/// task work gets to run".
/// </remarks>
public sealed partial class V4Design
{
    /// <summary><c>get_cookie()</c>; interrupts are off, NMIs are not.</summary>
    private async Step<ulong> GetCookieBesideNmis(KernelContext context)
    {
        var info = infos[context.Current];

        // g1
        var known = await info.Cookie.Read();
        if (known != 0)
        {
            return known;
        }

        // g2: read ctx_ctr before info->nmi_cookie
        var count = await cookies.Count();

        // g3: the first call since an NMI wrote info->nmi_cookie: sync it.
        known = await info.NmiCookie.Read();
        if (known != 0)
        {
            await info.Cookie.Write(known);
            await info.NmiCookie.Write(0);
            Events.Emit(new CookieAssigned(context.Current, known));
            return known;
        }

        // g4, g5, g6
        var made = await cookies.CookieOf(context, count + 1);
        await info.Cookie.Write(made);
        Events.Emit(new CookieAssigned(context.Current, made));
        await info.NmiCookie.Write(0);
        await cookies.SetCount(count + 1);
        return await info.Cookie.Read();
    }

    /// <summary><c>unwind_deferred_request_nmi()</c>.</summary>
    private async Step<RequestResult> RequestInNmi(KernelContext context, V4Work work)
    {
        var info = infos[context.Current];
        var made = false;

        // n1
        var cookie = await info.Cookie.Read();
        if (cookie == 0)
        {
            // n2: not to info->cookie, which may be cleared before the task work runs
            if (await info.NmiCookie.Read() == 0)
            {
                var next = await cookies.Next(context);
                await info.NmiCookie.Write(next);
                Events.Emit(new CookieAssigned(context.Current, next));
                made = true;
            }

            cookie = await info.NmiCookie.Read();
        }

        // n3
        if (await work.Pending.Read() != 0)
        {
            return new RequestResult(Eexist, cookie);
        }

        // n4
        var error = await TaskWork.AddFromNmi(context, work.Head);
        if (error != 0)
        {
            if (made)
            {
                await info.NmiCookie.Write(0);
            }

            return new RequestResult(error, cookie);
        }

        // n5
        await work.Pending.Write(1);
        Events.Emit(new PendingSet(work, context.Current));
        return new RequestResult(0, cookie);
    }
}
