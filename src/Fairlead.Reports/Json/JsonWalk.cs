using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Fairlead.Reports.Content;

namespace Fairlead.Reports.Json;

/// <summary>
/// Walks a JSON document of any size along a shape of <see cref="JsonNode"/>s, in memory bounded by the largest single value that
/// is taken. Each step parses what one buffer holds, so that the caller can hand out items in between.
/// </summary>
internal sealed class JsonWalk(Stream utf8, JsonNode root, ReportSink sink, ReportOptions options)
{
    private const int InitialBufferBytes = 128 * 1024;

    private readonly List<Frame> _stack = [];
    private byte[] _buffer = new byte[Math.Min(InitialBufferBytes, options.MaxItemBytes)];
    private int _start;
    private int _end;
    private bool _isFinal;
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = options.MaxDepth });
    private long _linesBefore;
    private int _valueStart;

    /// <summary>The node for the next value, when <see cref="_expectsValue"/>; null means skip it.</summary>
    private JsonNode? _next = root;
    private bool _expectsValue = true;
    private int _skipDepth = -1;
    private bool _isStopped;

    /// <summary>Ends the walk early, from within a callback: nothing behind this place is looked at.</summary>
    public void Stop() => _isStopped = true;

    public async Task RunAsync(CancellationToken ct)
    {
        while (await StepAsync(ct))
        {
        }
    }

    /// <returns><see langword="false"/> when the document was at its end.</returns>
    /// <exception cref="ReportException">The document is no JSON, or not bounded as it should be.</exception>
    public async ValueTask<bool> StepAsync(CancellationToken ct)
    {
        if (_isStopped)
            return false;

        await FillAsync(ct);
        Parse();
        return !_isStopped && !(_isFinal && _start == _end);
    }

    /// <summary>A problem at the value being taken.</summary>
    public ReportProblem ProblemHere(string property, string message) =>
        new(property.Length == 0 ? Path() : $"{Path()}.{property}", Line(), message);

    /// <summary>Path and line of the value being taken.</summary>
    public string Here() => ProblemHere(string.Empty, string.Empty).Where;

    private async ValueTask FillAsync(CancellationToken ct)
    {
        if (_isFinal)
            return;

        if (_start > 0)
        {
            _linesBefore += _buffer.AsSpan(0, _start).Count((byte)'\n');
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        // Filled to the brim: a value that does not fit is then probed again only after the buffer doubled.
        while (_end < _buffer.Length)
        {
            var read = await utf8.ReadAsync(_buffer.AsMemory(_end), ct);
            if (read == 0)
            {
                _isFinal = true;
                return;
            }

            _end += read;
        }
    }

    private void Parse()
    {
        var reader = new Utf8JsonReader(_buffer.AsSpan(_start.._end), _isFinal, _state);
        try
        {
            while (!_isStopped && Advance(ref reader))
            {
            }
        }
        catch (JsonException e)
        {
            throw JsonFault.Refuse(e, options);
        }

        var consumed = (int)reader.BytesConsumed;
        _state = reader.CurrentState;
        _start += consumed;
        if (consumed == 0 && !_isFinal && !_isStopped && _end == _buffer.Length)
            MakeRoom();
        else if (_isFinal && !_isStopped)
            _start = _end;
    }

    private void MakeRoom()
    {
        if (_buffer.Length < options.MaxItemBytes)
        {
            Array.Resize(ref _buffer, (int)Math.Min((long)_buffer.Length * 2, options.MaxItemBytes));
            return;
        }

        if (!_expectsValue || _next is not JsonNode.Value value)
            throw TooLarge("A single text");

        // The value is larger than allowed, yet made of smaller parts: it is reported and skipped, and the walk goes on.
        _next = null;
        _valueStart = _start;
        Unreadable(value, string.Empty, $"It is larger than {options.MaxItemBytes:N0} bytes.");
        value.Missing?.Invoke();
    }

    /// <summary>One token, or one whole value. False when the buffer's end came first; nothing is then consumed.</summary>
    private bool Advance(ref Utf8JsonReader reader)
    {
        if (_skipDepth >= 0)
            return Skip(ref reader);

        var before = reader;
        if (!reader.Read())
            return false;

        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                Name(ref reader);
                return true;
            case JsonTokenType.EndObject:
                ((JsonNode.Object)Pop()).Left?.Invoke();
                return true;
            case JsonTokenType.EndArray:
                Pop();
                return true;
            default:
                return OnValue(ref reader, before);
        }
    }

    private bool Skip(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray && reader.CurrentDepth == _skipDepth)
            {
                _skipDepth = -1;
                return true;
            }
        }

        return false;
    }

    private void Name(ref Utf8JsonReader reader)
    {
        ref var frame = ref Top();
        var node = (JsonNode.Object)frame.Node;
        frame.Property = -1;
        for (var i = 0; i < node.Properties.Length; i++)
        {
            if (!reader.ValueTextEquals(node.Properties[i].Utf8Name))
                continue;

            frame.Property = i;
            if ((frame.Seen & (1UL << i)) != 0)
                throw new ReportException(
                    ReportFault.InvalidContent,
                    $"The property {node.Properties[i].Name} occurs twice in one object.",
                    Path(),
                    "Write it once: readers disagree on which of the two counts.");
            frame.Seen |= 1UL << i;
            break;
        }

        _next = frame.Property < 0 ? null : node.Properties[frame.Property].Node;
        _expectsValue = true;
        node.Named?.Invoke(frame.Property < 0 ? null : node.Properties[frame.Property].Name);
    }

    private bool OnValue(ref Utf8JsonReader reader, in Utf8JsonReader before)
    {
        if (!_expectsValue)
        {
            ref var frame = ref Top();
            _next = ((JsonNode.Array)frame.Node).Element;
            frame.Index++;
            _expectsValue = true;
        }

        _valueStart = _start + (int)reader.TokenStartIndex;
        var isContainer = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
        switch (_next)
        {
            case JsonNode.Value value:
                if (isContainer && !reader.TrySkip())
                {
                    reader = before;
                    return false;
                }

                Take(value, _start + (int)reader.BytesConsumed);
                break;
            case JsonNode.Object o when reader.TokenType == JsonTokenType.StartObject:
                _stack.Add(new Frame(o));
                o.Entered?.Invoke();
                break;
            case JsonNode.Array a when reader.TokenType == JsonTokenType.StartArray:
                _stack.Add(new Frame(a));
                a.Entered?.Invoke();
                break;
            default:
                if (_next is { } expected && reader.TokenType != JsonTokenType.Null)
                    Mismatch(expected);
                (_next as JsonNode.Object)?.Missing?.Invoke();
                if (isContainer)
                    _skipDepth = reader.CurrentDepth;
                break;
        }

        _expectsValue = false;
        return true;
    }

    private void Take(JsonNode.Value node, int end)
    {
        try
        {
            node.Take(new JsonValue(_buffer.AsSpan(_valueStart..end), this));
        }
        catch (JsonException e)
        {
            Unreadable(node, e.Path is { Length: > 2 } path ? path[2..] : string.Empty, JsonFault.Explain(e));
        }
    }

    private void Unreadable(JsonNode.Value node, string property, string message)
    {
        if (node.Entry is null)
            sink.Warn($"{Path()} was not understood: {message}");
        else
            sink.Add(ProblemHere(property, $"This {node.Entry} could not be read: {message}"));
    }

    private void Mismatch(JsonNode expected)
    {
        var message = expected is JsonNode.Array ? "A list was expected here." : "An object was expected here.";
        if (_stack.Count == 0)
            throw new ReportException(ReportFault.InvalidContent, message, "$", "Check that the file is what its format says.");
        sink.Add(ProblemHere(string.Empty, message));
    }

    private ref Frame Top() => ref CollectionsMarshal.AsSpan(_stack)[^1];

    private JsonNode Pop()
    {
        var node = _stack[^1].Node;
        _stack.RemoveAt(_stack.Count - 1);
        return node;
    }

    private long Line() => _linesBefore + _buffer.AsSpan(0, _valueStart).Count((byte)'\n') + 1;

    private string Path()
    {
        var path = new StringBuilder("$");
        foreach (var frame in _stack)
        {
            if (frame.Node is JsonNode.Array)
                path.Append('[').Append(frame.Index).Append(']');
            else if (frame.Property >= 0)
                path.Append('.').Append(((JsonNode.Object)frame.Node).Properties[frame.Property].Name);
        }

        return path.ToString();
    }

    private ReportException TooLarge(string what) => new(
        ReportFault.LimitExceeded,
        $"{what} in the report is larger than {options.MaxItemBytes:N0} bytes.",
        $"{Path()}, line {Line()}",
        "Remove the embedded data, or raise the limit.");

    /// <summary>One open object or array.</summary>
    private struct Frame(JsonNode node)
    {
        public readonly JsonNode Node = node;

        /// <summary>Of an array: the element being read.</summary>
        public int Index = -1;

        /// <summary>Of an object: which of the node's properties is being read, and which were; -1 is none of them.</summary>
        public int Property = -1;
        public ulong Seen;
    }
}
