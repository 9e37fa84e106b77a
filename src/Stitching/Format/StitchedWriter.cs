using System.Text.Json;

namespace UnwindCheck.Stitching;

/// <summary>Writes stitched samples as JSON lines; README.md describes the format.</summary>
public static class StitchedWriter
{
    /// <summary>Writes stitched samples, one a line, in their order.</summary>
    /// <param name="stream">Written to, not closed.</param>
    /// <param name="samples">What a rule handed on.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static void Write(Stream stream, IEnumerable<Delivery<SampleRecord, DeferredCallchainRecord>> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        using var lines = new JsonLines(stream);
        foreach (var delivery in samples)
        {
            lines.Write(json => Write(json, delivery));
        }
    }

    /// <summary>What became of a sample, in the words of the format.</summary>
    public static string OutcomeOf(Delivery<SampleRecord, DeferredCallchainRecord> delivery) => delivery switch
    {
        Joined<SampleRecord, DeferredCallchainRecord> { StackCameFirst: false } => "joined",
        Joined<SampleRecord, DeferredCallchainRecord> => "joined-early",
        Unjoined<SampleRecord, DeferredCallchainRecord> { Reason: UnjoinedReason.NotDeferred } => "not-deferred",
        Unjoined<SampleRecord, DeferredCallchainRecord> { Reason: UnjoinedReason.Superseded } => "superseded",
        Unjoined<SampleRecord, DeferredCallchainRecord> { Reason: UnjoinedReason.ThreadEnded } => "thread-ended",
        _ => "end-of-data",
    };

    private static void Write(Utf8JsonWriter json, Delivery<SampleRecord, DeferredCallchainRecord> delivery)
    {
        var sample = delivery.Sample;
        var callchain = (delivery as Joined<SampleRecord, DeferredCallchainRecord>)?.Stack;
        json.WriteString("type", "stitched");
        JsonLines.Head(json, sample);
        JsonLines.Cookie(json, sample.Cookie);
        json.WriteString("outcome", OutcomeOf(delivery));
        JsonLines.Addresses(json, "kernel", sample.Kernel);
        if (callchain is not null)
        {
            JsonLines.Addresses(json, "user", callchain.User);
        }

        Place(json, "place", sample);
        if (callchain is not null)
        {
            json.WriteNumber("callchainTime", callchain.Time);
            Place(json, "callchainPlace", callchain);
        }
    }

    private static void Place(Utf8JsonWriter json, string name, TraceRecord record)
    {
        if (record.Place is { } place)
        {
            json.WriteString(name, place.ToString());
        }
    }
}
