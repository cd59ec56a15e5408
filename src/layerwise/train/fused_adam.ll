; One step of Adam in one pass over the state; src/layerwise/train/fused_adam.py compiles and registers it.
;
; The handler follows XLA's foreign function interface 0.3 (xla/ffi/api/c_api.h, installed with jaxlib). Arguments, all
; float32: weight, gradient, first and second moment, each (rows, columns); rate (rows, 1); constants (5): beta1,
; 1 - beta1, beta2, 1 - beta2, floor. The results share the memory of weight and moments, so only these are written.

%Version   = type { i64, ptr, i32, i32 }                ; struct_size, extensions, major, minor
%Extension = type { i64, i32, ptr }                     ; struct_size, type, next
%Asked     = type { %Extension, ptr }                   ; a question about the handler: where to put the metadata
%Metadata  = type { i64, %Version }                     ; struct_size, api_version, and what is left as it is
%Args      = type { i64, ptr, i64, ptr, ptr }           ; struct_size, extensions, count, types, buffers
%Frame     = type { i64, ptr, ptr, ptr, i32, %Args }    ; struct_size, extensions, api, context, stage, arguments, …
%Buffer    = type { i64, ptr, i32, ptr, i64, ptr }      ; struct_size, extensions, type, data, rank, dimensions

declare float @llvm.sqrt.f32(float)

define ptr @handler(ptr %frame) {
entry:
  %extension.at = getelementptr %Frame, ptr %frame, i64 0, i32 1
  %extension = load ptr, ptr %extension.at
  %asked = icmp ne ptr %extension, null
  br i1 %asked, label %asks, label %step

asks:                                                   ; type 1: XLA asks for the version this is written for
  %kind.at = getelementptr %Extension, ptr %extension, i64 0, i32 1
  %kind = load i32, ptr %kind.at
  %is.metadata = icmp eq i32 %kind, 1
  br i1 %is.metadata, label %answers, label %step

answers:
  %metadata.at = getelementptr %Asked, ptr %extension, i64 0, i32 1
  %metadata = load ptr, ptr %metadata.at
  %major = getelementptr %Metadata, ptr %metadata, i64 0, i32 1, i32 2
  %minor = getelementptr %Metadata, ptr %metadata, i64 0, i32 1, i32 3
  store i32 0, ptr %major
  store i32 3, ptr %minor
  ret ptr null

step:
  %buffers.at = getelementptr %Frame, ptr %frame, i64 0, i32 5, i32 4
  %buffers = load ptr, ptr %buffers.at
  %weight.buffer = load ptr, ptr %buffers
  %dims.at = getelementptr %Buffer, ptr %weight.buffer, i64 0, i32 5
  %dims = load ptr, ptr %dims.at
  %rows = load i64, ptr %dims
  %columns.at = getelementptr i64, ptr %dims, i64 1
  %columns = load i64, ptr %columns.at
  %weight = call ptr @data(ptr %buffers, i64 0)
  %gradient = call ptr @data(ptr %buffers, i64 1)
  %first = call ptr @data(ptr %buffers, i64 2)
  %second = call ptr @data(ptr %buffers, i64 3)
  %rates = call ptr @data(ptr %buffers, i64 4)
  %constants = call ptr @data(ptr %buffers, i64 5)
  %any = icmp sgt i64 %rows, 0
  br i1 %any, label %each, label %done

each:
  %row = phi i64 [ 0, %step ], [ %next, %each ]
  %start = mul i64 %row, %columns
  %w = getelementptr float, ptr %weight, i64 %start
  %g = getelementptr float, ptr %gradient, i64 %start
  %m = getelementptr float, ptr %first, i64 %start
  %v = getelementptr float, ptr %second, i64 %start
  %rate.at = getelementptr float, ptr %rates, i64 %row
  %rate = load float, ptr %rate.at
  call void @row(ptr %w, ptr %g, ptr %m, ptr %v, i64 %columns, float %rate, ptr %constants)
  %next = add i64 %row, 1
  %more = icmp slt i64 %next, %rows
  br i1 %more, label %each, label %done

done:
  ret ptr null
}

define internal ptr @data(ptr %buffers, i64 %number) alwaysinline {
  %at = getelementptr ptr, ptr %buffers, i64 %number
  %buffer = load ptr, ptr %at
  %data.at = getelementptr %Buffer, ptr %buffer, i64 0, i32 3
  %data = load ptr, ptr %data.at
  ret ptr %data
}

; Apart, and never inlined: that its pointers do not overlap is what lets the loop become vector instructions.
define internal void @row(ptr noalias %weight, ptr noalias %gradient, ptr noalias %first, ptr noalias %second,
                          i64 %columns, float %rate, ptr noalias %constants) noinline {
entry:
  %beta1 = load float, ptr %constants
  %rest1.at = getelementptr float, ptr %constants, i64 1
  %rest1 = load float, ptr %rest1.at
  %beta2.at = getelementptr float, ptr %constants, i64 2
  %beta2 = load float, ptr %beta2.at
  %rest2.at = getelementptr float, ptr %constants, i64 3
  %rest2 = load float, ptr %rest2.at
  %floor.at = getelementptr float, ptr %constants, i64 4
  %floor = load float, ptr %floor.at
  %any = icmp sgt i64 %columns, 0
  br i1 %any, label %each, label %done

each:
  %i = phi i64 [ 0, %entry ], [ %next, %each ]
  %w.at = getelementptr float, ptr %weight, i64 %i
  %g.at = getelementptr float, ptr %gradient, i64 %i
  %m.at = getelementptr float, ptr %first, i64 %i
  %v.at = getelementptr float, ptr %second, i64 %i
  %w = load float, ptr %w.at
  %g = load float, ptr %g.at
  %m = load float, ptr %m.at
  %v = load float, ptr %v.at
  %m.kept = fmul float %beta1, %m
  %m.added = fmul float %rest1, %g
  %m.new = fadd float %m.kept, %m.added
  %g.squared = fmul float %g, %g
  %v.kept = fmul float %beta2, %v
  %v.added = fmul float %rest2, %g.squared
  %v.new = fadd float %v.kept, %v.added
  %radicand = fadd float %v.new, %floor
  %root = call float @llvm.sqrt.f32(float %radicand)
  %scaled = fmul float %rate, %m.new
  %change = fdiv float %scaled, %root
  %w.new = fsub float %w, %change
  store float %w.new, ptr %w.at
  store float %m.new, ptr %m.at
  store float %v.new, ptr %v.at
  %next = add i64 %i, 1
  %more = icmp slt i64 %next, %columns
  br i1 %more, label %each, label %done

done:
  ret void
}
