using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Interleave.Automata;

/// <summary>Knows which locals of a process can be part of a snapshot, and generates the code that describes them.</summary>
internal static class HoistedLocals
{
    private static readonly MethodInfo AddWord = typeof(LocalStateKey).GetMethod(nameof(LocalStateKey.Add))!;
    private static readonly MethodInfo AddObject = typeof(LocalStateKey).GetMethod(nameof(LocalStateKey.AddObject))!;
    private static readonly MethodInfo AddChecked = typeof(HoistedLocals).GetMethod(nameof(AddCheckedObject), BindingFlags.Static | BindingFlags.NonPublic)!;
    private static long typeNumbers;

    /// <summary>A number that no other state machine type has.</summary>
    public static ulong NextTypeNumber() => (ulong)Interlocked.Increment(ref typeNumbers);

    /// <summary>Appends the statements that add <paramref name="value"/> to <paramref name="key"/>.</summary>
    public static void Append(List<Expression> body, Expression value, ParameterExpression key, FieldInfo hoisted, Type machine)
    {
        var type = value.Type;
        if (type.IsEnum)
        {
            Append(body, Expression.Convert(value, Enum.GetUnderlyingType(type)), key, hoisted, machine);
        }
        else if (type == typeof(bool))
        {
            body.Add(Expression.Call(key, AddWord, Expression.Condition(value, Expression.Constant(1UL), Expression.Constant(0UL))));
        }
        else if (type == typeof(double) || type == typeof(float) || type == typeof(decimal) || type == typeof(string))
        {
            body.Add(Expression.Call(key, AddObject, Expression.Convert(value, typeof(object))));
        }
        else if (type.IsPrimitive && type != typeof(IntPtr) && type != typeof(UIntPtr))
        {
            body.Add(Expression.Call(key, AddWord, Expression.Convert(value, typeof(ulong))));
        }
        else if (typeof(IModelObject).IsAssignableFrom(type) || typeof(IImmutableValue).IsAssignableFrom(type))
        {
            body.Add(Expression.Call(key, AddObject, Expression.Convert(value, typeof(object))));
        }
        else if (type.IsValueType && !type.IsPointer && type != typeof(IntPtr) && type != typeof(UIntPtr) && !HasHiddenElements(type))
        {
            // A struct is described field by field; a plain copy of it is a full copy when all its fields are values.
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            {
                Append(body, Expression.Field(value, field), key, hoisted, machine);
            }
        }
        else
        {
            // The static type says too little (a class of the process's own, an interface, a delegate): look when it is met.
            body.Add(Expression.Call(AddChecked, key, Expression.Convert(value, typeof(object)), Expression.Constant(hoisted), Expression.Constant(machine)));
        }
    }

    private static void AddCheckedObject(LocalStateKey key, object? value, FieldInfo hoisted, Type machine)
    {
        switch (value)
        {
            case null or IModelObject or IImmutableValue or string or Type:
                key.AddObject(value);
                break;
            case Delegate { Target: null or IModelObject } function when function.GetInvocationList().Length == 1:
                key.AddObject(function);
                break;
            case Exception exception when HasNoFieldsOfItsOwn(exception.GetType()):
                // On its way through a finally block, or caught: its type and message are all that there is to it.
                key.AddObject(exception.GetType());
                key.AddObject(exception.Message);
                break;
            default:
                throw Refuse(value, hoisted, machine);
        }
    }

    /// <summary>Whether a struct has one field for many elements.</summary>
    private static bool HasHiddenElements(Type type) =>
        type.IsDefined(typeof(InlineArrayAttribute), false) || type.IsDefined(typeof(UnsafeValueTypeAttribute), false);

    private static bool HasNoFieldsOfItsOwn(Type? exception)
    {
        for (; exception is not null && exception.Assembly != typeof(Exception).Assembly; exception = exception.BaseType)
        {
            if (exception.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Length > 0)
            {
                return false;
            }
        }

        return true;
    }

    private static ModelException Refuse(object value, FieldInfo hoisted, Type machine)
    {
        var method = MethodName.Of(machine);
        var local = NameOf(hoisted.Name);
        var type = value.GetType();
        var remedy = value switch
        {
            Delegate => "it captures variables; pass a static method or a method of an IModelObject",
            Array or System.Collections.IEnumerable => "use cells for what changes, or an immutable type that implements IImmutableValue",
            _ when HasHiddenElements(type) => "give each element a field of its own",
            _ when type.IsDefined(typeof(CompilerGeneratedAttribute), false) => "it is shared with a lambda; pass the value as a parameter instead",
            _ => "make it a value (a struct, or a record that implements IImmutableValue), or an object made before exploration that implements IModelObject and keeps its state in cells",
        };
        return new ModelException($"{machine.DeclaringType?.FullName}.{method}: {local} of type {Display(type)} is alive across an operation and cannot be snapshotted: {remedy}");
    }

    private static string Display(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Display))}>"
        : type.Name;

    private static string NameOf(string field)
    {
        // <name>5__2: a local; <>4__this: 'this'; <>7__wrap1, <>s__1: a temporary; name: a parameter.
        var end = field.IndexOf('>', StringComparison.Ordinal);
        return end > 1 ? $"local '{field[1..end]}'"
            : end < 0 ? $"parameter '{field}'"
            : field.Contains("__this", StringComparison.Ordinal) ? "'this'"
            : "a temporary of an expression";
    }
}
