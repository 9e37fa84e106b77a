namespace UnwindCheck.Reports;

/// <summary>A letter for each invariant: a cell of the map has room for no more.</summary>
internal static class InvariantLetters
{
    private static readonly Dictionary<string, char> Letters = new(StringComparer.Ordinal)
    {
        ["contract-queued"] = 'Q',
        ["contract-pending"] = 'P',
        ["contract-failed"] = 'F',
        ["cookie-nonzero"] = 'Z',
        ["cookie-unique"] = 'U',
        ["cookie-same"] = 'S',
        ["cookie-own"] = 'O',
        ["callback-lost"] = 'L',
        ["callback-stack"] = 'K',
        ["callback-spurious"] = 'X',
        ["contract-answered"] = 'Y',
        ["return-documented"] = 'J',
        ["request-accepted"] = 'q',
        ["register-accepted"] = 'g',
        ["asked-before"] = 'y',
        ["unwound-once"] = '1',
        ["unwound-at-switch"] = 'w',
        ["callback-once"] = '2',
        ["cookie-unique-in-task"] = 'u',
        ["callback-data"] = 'd',
        ["sample-answered"] = 'a',
        ["no-null-call"] = 'N',
        ["bit-reserved"] = 'r',
        ["bit-owner"] = 'b',
        ["lock-order"] = 'l',
        ["lock-in-interrupt"] = 'i',
        ["stitched-forward"] = 'f',
        ["stitched-both-ways"] = 's',
        ["cancel-promise"] = 'C',
        ["list-once"] = 'D',
        ["pending-stuck"] = 'G',
        ["context-clean"] = 'c',
        ["callback-empty"] = 'e',
        ["argument-initialised"] = 'I',
        ["no-sleep-in-atomic"] = 'A',
        ["no-warning"] = 'W',
        ["no-leak"] = 'M',
        ["declarations-match"] = 'B',
        ["no-exception"] = 'E',
        ["no-deadlock"] = 'H',
        ["terminates"] = 'T',
        ["use-after-free"] = 'V',
        ["no-uninitialised-read"] = 'R',
    };

    /// <summary>The letter of an invariant.</summary>
    public static char Of(string invariant) => Letters[invariant];
}
