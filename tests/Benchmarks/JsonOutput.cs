using System.Text.Encodings.Web;
using System.Text.Json;

namespace Benchmarks;

/// <summary>How benchmarks write JSON.</summary>
internal static class JsonOutput
{
    public static JsonSerializerOptions Options { get; } = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
