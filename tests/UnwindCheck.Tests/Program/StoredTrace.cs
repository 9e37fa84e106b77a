using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace UnwindCheck.Tests.Program;

/// <summary>A trace file, to look at and to change.</summary>
public sealed class StoredTrace
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true };

    private readonly JsonObject members;

    public StoredTrace(string json) => members = JsonNode.Parse(json)!.AsObject();

    public string Schedule => this["schedule"];

    public IReadOnlyList<string> Steps => [.. members["steps"]!.AsArray().Select(step => step!.GetValue<string>())];

    /// <summary>A member that is a text.</summary>
    public string this[string member]
    {
        get => members[member]!.GetValue<string>();
        set => members[member] = value;
    }

    public int Number(string member) => members[member]!.GetValue<int>();

    public void Remove(string member) => members.Remove(member);

    /// <summary>Changes a step, counted from 1; the fingerprint stays as it is.</summary>
    public void ChangeStep(int step, string line) => members["steps"]!.AsArray()[step - 1] = line;

    public void ChangeScenario(string text) => members["scenarioText"] = new JsonArray([.. text.Split('\n').Select(line => JsonValue.Create(line))]);

    /// <summary>Gives the steps the fingerprint that they should have.</summary>
    public void Sign() => this["fingerprint"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Steps))));

    public override string ToString() => members.ToJsonString(Options);
}
