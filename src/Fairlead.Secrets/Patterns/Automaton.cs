using System.Runtime.CompilerServices;

namespace Fairlead.Secrets.Patterns;

/// <summary>
/// A pattern as a table: one look-up for each byte, whatever the text. It is built when it is first asked, because most rules meet no candidate in
/// most texts.
/// </summary>
/// <remarks>Safe for many threads: the table is built once and never changed.</remarks>
internal sealed class Automaton(PatternNode pattern)
{
    /// <summary>More than any built-in rule needs; a pattern beyond it is refused where rules are read (<see cref="Validate"/>).</summary>
    private const int MaxSteps = 20_000;
    private const int MaxStates = 8_000;

    private Table? _table;

    /// <exception cref="PatternException">The table would be larger than is allowed.</exception>
    public void Validate() => _table ??= Build(pattern);

    /// <summary>The longest text that the pattern takes and that begins at <paramref name="start"/>.</summary>
    /// <returns>Its end; -1 where there is none.</returns>
    public int LongestEnd(ReadOnlySpan<byte> text, int start)
    {
        var table = _table ??= Build(pattern);
        var next = table.Next;
        var classes = table.ClassOf;
        var state = table.Start;
        var end = -1;
        for (var at = start; ; at++)
        {
            if ((state & Table.Accepts) != 0)
                end = at;
            if (at >= text.Length)
                return end;

            state = next[(state >> 1) + classes[text[at]]];
            if (state == 0)
                return end;
        }
    }

    /// <summary>The longest text that ends before <paramref name="end"/>, of a pattern that was built from its reversal.</summary>
    /// <returns>Where it begins; -1 where there is none.</returns>
    public int LongestStart(ReadOnlySpan<byte> text, int end)
    {
        var table = _table ??= Build(pattern);
        var state = table.Start;
        var start = -1;
        for (var at = end; ; at--)
        {
            if ((state & Table.Accepts) != 0)
                start = at;
            if (at <= 0)
                return start;

            state = table.Next[(state >> 1) + table.ClassOf[text[at - 1]]];
            if (state == 0)
                return start;
        }
    }

    /// <param name="Next">The next state by row and class of byte; 0: none. A state is its row's offset, shifted by one, and <see cref="Accepts"/>.</param>
    private sealed record Table(int[] Next, byte[] ClassOf, int Start)
    {
        public const int Accepts = 1;
    }

    private static Table Build(PatternNode pattern)
    {
        var steps = Steps.Of(pattern, MaxSteps);
        var (classOf, classCount) = steps.Classes();
        var rows = new Dictionary<StateSet, int>();
        var queue = new Queue<StateSet>();
        var next = new List<int>(new int[classCount]);

        int Row(StateSet set)
        {
            if (set.IsEmpty)
                return 0;
            if (!rows.TryGetValue(set, out var state))
            {
                if (rows.Count >= MaxStates)
                    throw new PatternException("This pattern is too large: its parts can follow each other in too many ways.", 0);

                state = (next.Count << 1) | (set.Accepts ? Table.Accepts : 0);
                rows.Add(set, state);
                next.AddRange(Enumerable.Repeat(0, classCount));
                queue.Enqueue(set);
            }

            return state;
        }

        var start = Row(steps.StartSet());
        while (queue.TryDequeue(out var set))
        {
            var row = rows[set] >> 1;
            for (var kind = 0; kind < classCount; kind++)
                next[row + kind] = Row(steps.Follow(set, kind));
        }

        return new Table([.. next], classOf, start);
    }

    /// <summary>Which steps are active at once, in order.</summary>
    private sealed class StateSet(int[] steps, bool accepts) : IEquatable<StateSet>
    {
        public int[] Steps => steps;

        public bool Accepts => accepts;

        public bool IsEmpty => steps.Length == 0 && !accepts;

        public bool Equals(StateSet? other) => other is not null && other.Accepts == accepts && steps.AsSpan().SequenceEqual(other.Steps);

        public override bool Equals(object? obj) => Equals(obj as StateSet);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach (var step in steps)
                hash.Add(step);
            hash.Add(accepts);
            return hash.ToHashCode();
        }
    }

    /// <summary>The pattern as steps: each takes a byte of a set, or leads on without one.</summary>
    private sealed class Steps
    {
        private const int Accept = -1;

        private readonly List<(ByteSet Set, int Next, int Other)> _steps = [];
        private readonly int _max;
        private readonly int _start;
        private byte[] _representatives = [];
        private int[] _mark = [];
        private int _round;

        private Steps(PatternNode pattern, int max)
        {
            _max = max;
            _start = Add(pattern, Accept);
            _mark = new int[_steps.Count];
        }

        public static Steps Of(PatternNode pattern, int max) => new(pattern, max);

        private const int Taking = -2;

        private int Add(PatternNode node, int next)
        {
            switch (node)
            {
                case PatternNode.Bytes bytes:
                    return Step(bytes.Set, next, Taking);
                case PatternNode.Sequence sequence:
                    for (var i = sequence.Parts.Count - 1; i >= 0; i--)
                        next = Add(sequence.Parts[i], next);
                    return next;
                case PatternNode.Choice choice:
                    var first = Add(choice.Options[^1], next);
                    for (var i = choice.Options.Count - 2; i >= 0; i--)
                        first = Step(default, Add(choice.Options[i], next), first);
                    return first;
                case PatternNode.Repeat repeat:
                    return AddRepeat(repeat, next);
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }

        private int AddRepeat(PatternNode.Repeat repeat, int next)
        {
            if (repeat.Max is not { } max)
            {
                var loop = Step(default, next, next);
                _steps[loop] = (default, Add(repeat.Part, loop), next);
                next = loop;
            }
            else
            {
                var after = next;
                for (var i = repeat.Min; i < max; i++)
                    next = Step(default, Add(repeat.Part, next), after);
            }

            for (var i = 0; i < repeat.Min; i++)
                next = Add(repeat.Part, next);
            return next;
        }

        private int Step(ByteSet set, int next, int other)
        {
            if (_steps.Count >= _max)
                throw new PatternException($"This pattern is too large: written out it has more than {_max} steps.", 0);

            _steps.Add((set, next, other));
            return _steps.Count - 1;
        }

        /// <summary>Bytes that no step tells apart are one class.</summary>
        public (byte[] ClassOf, int Count) Classes()
        {
            var classOf = new byte[256];
            var count = 1;
            foreach (var set in _steps.Where(step => step.Other == Taking).Select(step => step.Set).Distinct())
            {
                var renamed = new Dictionary<int, byte>();
                var news = count;
                for (var value = 0; value < 256; value++)
                {
                    if (!set.Contains(value))
                        continue;
                    if (!renamed.TryGetValue(classOf[value], out var name))
                    {
                        var all = Enumerable.Range(0, 256).All(other => classOf[other] != classOf[value] || set.Contains(other));
                        name = all ? classOf[value] : (byte)news++;
                        renamed[classOf[value]] = name;
                    }
                }

                var old = (byte[])classOf.Clone();
                for (var value = 0; value < 256; value++)
                {
                    if (set.Contains(value))
                        classOf[value] = renamed[old[value]];
                }

                count = news;
            }

            _representatives = new byte[count];
            for (var value = 255; value >= 0; value--)
                _representatives[classOf[value]] = (byte)value;
            return (classOf, count);
        }

        public StateSet StartSet()
        {
            _round++;
            var steps = new List<int>();
            var accepts = Close(_start, steps);
            steps.Sort();
            return new StateSet([.. steps], accepts);
        }

        public StateSet Follow(StateSet from, int kind)
        {
            _round++;
            var value = _representatives[kind];
            var steps = new List<int>();
            var accepts = false;
            foreach (var step in from.Steps)
            {
                if (_steps[step].Set.Contains(value))
                    accepts |= Close(_steps[step].Next, steps);
            }

            steps.Sort();
            return new StateSet([.. steps], accepts);
        }

        /// <returns>Whether the end is reached without another byte.</returns>
        private bool Close(int step, List<int> taking)
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            if (step == Accept)
                return true;
            if (_mark[step] == _round)
                return false;

            _mark[step] = _round;
            var (_, next, other) = _steps[step];
            if (other == Taking)
            {
                taking.Add(step);
                return false;
            }

            var accepts = Close(next, taking);
            return Close(other, taking) || accepts;
        }
    }
}
