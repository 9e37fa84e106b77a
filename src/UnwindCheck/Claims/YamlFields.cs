using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace UnwindCheck.Claims;

/// <summary>The fields of a mapping in a YAML file. Whatever does not fit is an error with its place.</summary>
internal sealed class YamlFields
{
    private readonly string file;
    private readonly string what;
    private readonly YamlMappingNode mapping;

    /// <summary>Insists on a mapping that has no other fields than these.</summary>
    public YamlFields(string file, string what, YamlNode node, params string[] known)
    {
        this.file = file;
        this.what = what;
        mapping = node as YamlMappingNode ?? throw Error(file, node, $"expected {what} with {string.Join(", ", known)}");
        foreach (var key in mapping.Children.Keys)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (!known.Contains(name, StringComparer.Ordinal))
            {
                throw Error(file, key, $"{what} has no field '{name}'; it has {string.Join(", ", known)}");
            }
        }
    }

    /// <summary>An error at a node.</summary>
    public static InputException Error(string file, YamlNode at, string message) => Error(file, at.Start, message);

    /// <summary>An error at a place.</summary>
    public static InputException Error(string file, Mark at, string message) => new($"{Place(file, at)}: {message}");

    /// <summary>A place as messages show it.</summary>
    public static string Place(string file, Mark at) => $"{file}:{at.Line}:{at.Column}";

    /// <summary>The node of a field; null when it is not there.</summary>
    public YamlNode? Optional(string name) => mapping.Children.FirstOrDefault(child => child.Key is YamlScalarNode key && key.Value == name).Value;

    /// <summary>The node of a field.</summary>
    public YamlNode Required(string name) => Optional(name) ?? throw Error(file, mapping, $"{what} needs the field '{name}'");

    /// <summary>A text.</summary>
    public string Text(string name) => TextOf(Required(name), $"'{name}'").Value!;

    /// <summary>A text that may be missing.</summary>
    public string? TextOrNull(string name) => Optional(name) is { } node ? TextOf(node, $"'{name}'").Value : null;

    /// <summary>One text or a list of them.</summary>
    public IReadOnlyList<YamlScalarNode> Texts(string name)
    {
        var node = Required(name);
        if (node is not YamlSequenceNode sequence)
        {
            return [TextOf(node, $"'{name}'")];
        }

        return sequence.Children.Count > 0
            ? [.. sequence.Children.Select(child => TextOf(child, $"'{name}'"))]
            : throw Error(file, node, $"'{name}' is an empty list");
    }

    /// <summary>A list.</summary>
    public IEnumerable<YamlNode> List(string name)
    {
        var node = Required(name);
        return node is YamlSequenceNode { Children.Count: > 0 } sequence ? sequence.Children : throw Error(file, node, $"expected a list of {name}");
    }

    private YamlScalarNode TextOf(YamlNode node, string name) =>
        node is YamlScalarNode { Value.Length: > 0 } scalar ? scalar : throw Error(file, node, $"expected a text for {name}");
}
